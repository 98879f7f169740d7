-- name:    crm_labels
-- kind:    base_table_macro
-- summary: The importance of every account and prospect in words for a CRM, with the tier it keeps there (requirements A12, C22).
-- grain:   one row per kind and customer_id: ranked customers, and prospects that were not converted
-- source:  config, thresholds, potentials, account_past, account_estimates, leads, customers, prospect_tier, tier_sticky, crm_exports, crm_sent
-- args:
--   as_of   DATE     date   NULL  last day, inclusive; the setting when NULL
--   target  VARCHAR  text   NULL  the CRM whose tiers are kept; the one that acknowledged last when NULL
--   sticky  DOUBLE   ratio  NULL  how far a customer must pass a cut before its label changes; the setting when NULL
-- columns:
--   kind            VARCHAR        key    customer or prospect
--   customer_id     VARCHAR        key    the prospect_id in a row of kind prospect
--   name            VARCHAR        text   NULL when unknown
--   label           VARCHAR        text   never NULL
--   status          VARCHAR        text   existing, ex-customer or prospect
--   tier            VARCHAR        text   of the label: of an ex-customer the former one, of a prospect that of its estimate
--   computed_tier   VARCHAR        text   the tier of the last tier_months without override and sticky; NULL without a line in them
--   tier_basis      VARCHAR        text   computed, sticky, override, former or estimate; NULL without a tier
--   potential_tier  VARCHAR        text   the tier a customer of the last tier could reach; NULL for none
--   rank            BIGINT         rank   in the tier window; NULL without a line in it
--   value           DECIMAL(38,4)  money  the measure in the tier window; of a prospect its estimate
--   last_order      DATE           date   last purchase; NULL without one
--   owner           VARCHAR        text   account manager, or owner of the prospect
--   basis           VARCHAR        text   what says the potential or the estimate
--   hash            VARCHAR        key    of label, status, tier and potential_tier
--   as_of           DATE           date   last day, inclusive
-- notes:   The old tier is that of the last export that was acknowledged, as of a day not after as_of, else that of the tier window before. A
--   value of 0 or below is the last tier at once, whatever sticky says; with tier_basis count or value there is no share to be near a cut,
--   so that tiers change as computed.
with config as materialized (
    select
        c.as_of as last_day,
        c.tier_labels as names,
        c.tier_cuts as edges,
        c.tier_basis = 'share' as by_share,
        t.sticky as margin,
    from landscape_base.config(as_of := as_of, level := 'customer') as c
    cross join landscape_base.thresholds(sticky := sticky) as t
),

-- what the CRM was told last
told as (
    select s.customer_id as unit_id, s.tier as told_tier
    from crm_sent as s
    inner join crm_exports as x
        on s.export_id = x.export_id
    cross join config
    where x.acknowledged_at is not null
        and x.as_of <= config.last_day
        and s.kind = 'customer'
        and s.status = 'existing'
        and s.target = coalesce(target, (select arg_max(x.target, x.acknowledged_at) from crm_exports as x))
),

estimates as materialized (
    select e.kind, e.id, e.estimate, e.basis
    from landscape_base.account_estimates(as_of := as_of) as e
),

accounts as materialized (
    select
        p.customer_id as unit_id, p.name, p.status, p.tier as computed, p.share_above as above, p.nonpositive as nothing, p.rank as place_now,
        p.value as amount, p.last_order, b.former_tier as tier_once, p.potential_tier as aim, p.potential_no as aim_no, p.place as listed,
        p.basis as reason, p.a_floor as floor_a, p.b_floor as floor_b,
        coalesce(t.told_tier, b.tier_before) as old_tier,
        nullif(trim(c.tier_override), '') as forced,
        c.account_manager as keeper,
        e.estimate as promise,
        e.basis as promise_basis,
    from landscape_base.potentials(as_of := as_of) as p
    left join landscape_base.account_past(as_of := as_of) as b
        on p.customer_id = b.customer_id
    left join told as t
        on p.customer_id = t.unit_id
    left join customers as c
        on p.customer_id = c.customer_id
    left join estimates as e
        on p.customer_id = e.id and e.kind = 'customer'
),

floors as (
    select max(a.floor_a) as floor_a, max(a.floor_b) as floor_b
    from accounts as a
),

rated as (
    select
        a.*,
        case
            when a.forced is not null then a.forced
            when a.status = 'existing' and config.margin > 0 and config.by_share and not a.nothing
                then tier_sticky(a.above, a.old_tier, config.margin, config.edges, config.names)
            when a.status = 'existing' then a.computed
            when a.status = 'ex-customer' then a.tier_once
            else prospect_tier(a.promise, a.floor_a, a.floor_b)
        end as shown,
    from accounts as a
    cross join config
),

everyone as (
    select
        'customer' as kind,
        r.unit_id as id,
        r.name,
        r.status,
        r.shown,
        r.computed,
        case
            when r.shown is null then null
            when r.forced is not null then 'override'
            when r.status = 'ex-customer' then 'former'
            when r.status = 'prospect' then 'estimate'
            when r.shown != r.computed then 'sticky'
            else 'computed'
        end as origin,
        case
            when r.status = 'existing' and r.listed is not null and r.aim_no < coalesce(nullif(list_position(config.names, r.shown), 0), 0)
                then r.aim
        end as aim,
        r.place_now,
        case when r.status = 'prospect' then r.promise else r.amount end as amount,
        r.last_order,
        r.keeper,
        case when r.status = 'prospect' then r.promise_basis when r.listed is not null then r.reason end as reason,
    from rated as r
    cross join config
    union all
    select
        'prospect', l.prospect_id, l.name, 'prospect', prospect_tier(e.estimate, floors.floor_a, floors.floor_b), null,
        case when e.estimate is not null then 'estimate' end, null, null, e.estimate, null, l.owner, e.basis,
    from landscape_base.leads(as_of := as_of) as l
    cross join floors
    left join estimates as e
        on l.prospect_id = e.id and e.kind = 'prospect'
    where not l.converted
),

worded as (
    select
        e.*,
        case e.status
            when 'existing' then
                case when e.shown is null then 'Unrated existing customer' else 'Existing Cat ' || e.shown || ' customer' end
                || coalesce(', potential Cat ' || e.aim, '')
            when 'ex-customer' then 'Ex-customer' || coalesce(' (was Cat ' || e.shown || ')', '')
            else case when e.shown is null then 'Unrated prospect' else 'Cat ' || e.shown || ' prospect' end
        end as words,
    from everyone as e
)

select
    w.kind as kind,
    w.id as customer_id,
    w.name as name,
    w.words as label,
    w.status as status,
    w.shown as tier,
    w.computed as computed_tier,
    w.origin as tier_basis,
    w.aim as potential_tier,
    w.place_now as rank,
    w.amount as value,
    w.last_order as last_order,
    w.keeper as owner,
    w.reason as basis,
    md5(w.words || chr(31) || w.status || chr(31) || coalesce(w.shown, '') || chr(31) || coalesce(w.aim, '')) as hash,
    config.last_day as as_of,
from worded as w
cross join config
