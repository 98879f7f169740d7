-- name:    parties
-- kind:    base_table_macro
-- summary: Everyone who can be contacted, customers and prospects together, with the tier that the policy of contacts goes by.
-- grain:   one row per ranked customer (or parent) and per prospect that is not converted
-- source:  customer_facts, config, leads, deals, tier_focus, aliases, landscape_base.customers, prospect_tier
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   party_kind   VARCHAR        text   customer or prospect
--   party_id     VARCHAR        key    customer or root parent, or the prospect
--   name         VARCHAR        text   NULL when unknown
--   status       VARCHAR        text   existing, ex-customer or prospect
--   tier         VARCHAR        text   of a customer the tier of the last tier_months, of a prospect the tier of its estimate
--   rank         BIGINT         rank   of a customer; NULL for a prospect
--   cell_tier    VARCHAR        text   tier of existing customers and of prospects with an estimate; NULL for the others, whose tier says nothing
--   policy_tier  VARCHAR        text   cell_tier, or the tier pursued while in tier_focus
--   value_12m    DECIMAL(38,4)  money  revenue of the last 12 months; 0 for a prospect
--   owner        VARCHAR        text   account manager or owner of the prospect; NULL when unknown
--   since        DATE           date   first order or creation of the prospect; NULL when unknown
--   last_order   DATE           date   last purchase of a customer; NULL without one
-- notes:   A prospect is rated as prospect_ranking says: by its estimate, else by the annual amounts of its open opportunities, against
--   the least revenue of an existing A and B customer. What an ex-customer was is no ground to call it as often as before.
with config as materialized (
    select
        c.as_of as last_day,
        c.level as grain,
        c.tier_labels[coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1)] as a_label,
        c.tier_labels[coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2)] as b_label,
    from landscape_base.config(as_of := as_of) as c
),

facts as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, f.value_12m, f.owner, f.known_first, f.last_order
    from landscape_base.customer_facts(as_of := as_of) as f
),

floors as (
    select
        min(f.value_12m) filter (where f.tier = config.a_label) as a_floor,
        min(f.value_12m) filter (where f.tier = config.b_label) as b_floor,
    from facts as f
    cross join config
    where f.status = 'existing'
),

focused as (
    select
        case when config.grain = 'parent' then coalesce(cu.parent_id, a.customer_id, t.customer_id) else coalesce(a.customer_id, t.customer_id) end as unit_id,
        arg_max(t.potential_tier, (t.focus_started, t.potential_tier)) as wanted_tier,
    from tier_focus as t
    cross join config
    left join landscape_base.aliases as a
        on t.customer_id = a.alias_id
    left join landscape_base.customers as cu
        on coalesce(a.customer_id, t.customer_id) = cu.customer_id
    where t.focus_started <= config.last_day
        and coalesce(t.focus_until, (t.focus_started + interval 6 months)::date) >= config.last_day
    group by all
),

estimates as (
    select d.prospect_id, sum(d.annual_amount) as amount
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'open' and d.prospect_id is not null
    group by d.prospect_id
)

select
    'customer' as party_kind,
    f.customer_id as party_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    case when f.status = 'existing' then f.tier end as cell_tier,
    coalesce(w.wanted_tier, case when f.status = 'existing' then f.tier end) as policy_tier,
    f.value_12m as value_12m,
    f.owner as owner,
    f.known_first as since,
    f.last_order as last_order,
from facts as f
left join focused as w
    on f.customer_id = w.unit_id
union all
select
    'prospect',
    l.prospect_id,
    l.name,
    'prospect',
    prospect_tier(coalesce(l.estimated_annual_revenue, e.amount), o.a_floor, o.b_floor),
    null,
    prospect_tier(coalesce(l.estimated_annual_revenue, e.amount), o.a_floor, o.b_floor),
    prospect_tier(coalesce(l.estimated_annual_revenue, e.amount), o.a_floor, o.b_floor),
    0,
    l.owner,
    l.created_date,
    null,
from landscape_base.leads(as_of := as_of) as l
cross join floors as o
left join estimates as e
    on l.prospect_id = e.prospect_id
where not l.converted
