-- name:    crm_delta
-- kind:    table_macro
-- summary: What a CRM must be told: accounts whose importance changed since the last export that it acknowledged, old and new, and why.
-- grain:   one row per kind and customer_id that is new, changed or gone
-- source:  crm_labels, crm_exports, crm_sent
-- args:
--   target  VARCHAR  text   required  salesforce, dynamics, zoho, capsule or highrise
--   as_of   DATE     date   NULL      last day, inclusive; the setting when NULL
--   sticky  DOUBLE   ratio  NULL      how far a customer must pass a cut before its label changes; the setting when NULL
-- columns:
--   kind           VARCHAR        key    never NULL; customer or prospect
--   customer_id    VARCHAR        key    never NULL; the prospect_id in a row of kind prospect
--   name           VARCHAR        text   NULL when unknown
--   change         VARCHAR        text   new, status, tier, potential or gone: the first that holds
--   reason         VARCHAR        text   what happened
--   old_label      VARCHAR        text   NULL when new
--   new_label      VARCHAR        text   NULL when gone
--   old_status     VARCHAR        text   NULL when new
--   new_status     VARCHAR        text   NULL when gone
--   old_tier       VARCHAR        text   NULL when new or unrated
--   new_tier       VARCHAR        text   NULL when gone or unrated
--   old_potential  VARCHAR        text   NULL for none
--   new_potential  VARCHAR        text   NULL for none
--   rank           BIGINT         rank   now; NULL without a line in the tier window
--   value          DECIMAL(38,4)  money  now: the measure in the tier window; of a prospect what it promises in a year
--   owner          VARCHAR        text   account manager, or owner of the prospect
--   old_hash       VARCHAR        key    NULL when new
--   new_hash       VARCHAR        key    NULL when gone
--   as_of          DATE           date   last day, inclusive
-- example: select change, reason, old_label, new_label from crm_delta('salesforce') order by change, customer_id limit 20
-- notes:   Empty right after landscape crm ack; everything while nothing was acknowledged. A pending export changes nothing here: until it is
--   acknowledged the next one tells the same again.
with chosen as materialized (
    select case
        when target in ('salesforce', 'dynamics', 'zoho', 'capsule', 'highrise') then target
        else error('argument target: ' || coalesce(target, 'NULL') || ' is not allowed; use one of salesforce, dynamics, zoho, capsule, highrise')
    end as crm
),

now_told as (
    select l.*
    from landscape_base.crm_labels(as_of := as_of, target := target, sticky := sticky) as l
),

then_told as (
    select s.*
    from crm_sent as s
    inner join chosen
        on s.target = chosen.crm
    inner join crm_exports as x
        on s.export_id = x.export_id and x.acknowledged_at is not null
    where s.hash is not null
)

select
    coalesce(n.kind, t.kind) as kind,
    coalesce(n.customer_id, t.customer_id) as customer_id,
    case when n.kind is null then t.name else n.name end as name,
    case
        when t.kind is null then 'new'
        when n.kind is null then 'gone'
        when n.status != t.status then 'status'
        when n.tier is distinct from t.tier then 'tier'
        else 'potential'
    end as change,
    case
        when t.kind is null then 'not told before'
        when n.kind is null then case when t.kind = 'prospect' then 'converted, or no longer known' else 'merged, or no longer known' end
        else concat_ws(
            '; ',
            case when n.status != t.status then t.status || ' to ' || n.status || coalesce(': last purchase ' || n.last_order::varchar, '') end,
            case
                when n.tier is distinct from t.tier then coalesce('Cat ' || t.tier, 'unrated') || ' to ' || coalesce('Cat ' || n.tier, 'unrated')
                    || case n.tier_basis
                        when 'override' then ': set by hand'
                        when 'estimate' then ': promises ' || n.value::varchar
                        when 'former' then ': in its last year with a purchase'
                        else coalesce(': rank ' || n.rank || ' with ' || n.value::varchar, '')
                    end
            end,
            case
                when n.potential_tier is distinct from t.potential_tier then
                    case when n.potential_tier is null then 'no longer potential Cat ' || t.potential_tier
                    else 'potential Cat ' || n.potential_tier || coalesce(' by ' || n.basis, '') end
            end
        )
    end as reason,
    t.label as old_label,
    n.label as new_label,
    t.status as old_status,
    n.status as new_status,
    t.tier as old_tier,
    n.tier as new_tier,
    t.potential_tier as old_potential,
    n.potential_tier as new_potential,
    n.rank as rank,
    n.value as value,
    n.owner as owner,
    t.hash as old_hash,
    n.hash as new_hash,
    coalesce(n.as_of, (select max(x.as_of) from crm_exports as x)) as as_of,
from now_told as n
full join then_told as t
    on n.kind = t.kind and n.customer_id = t.customer_id
where n.hash is distinct from t.hash
