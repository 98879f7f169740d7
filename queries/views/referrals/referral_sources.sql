-- name:    referral_sources
-- kind:    figure
-- summary: Who brings new business: the referrals of each referrer, what became of them, what they are worth and how far they reach.
-- grain:   one row per referrer_kind and referrer_id
-- source:  config, referral_log, wilson_lo, wilson_hi
-- kept:    value_12m desc, referrer_kind, referrer_id
-- needs:   referrals
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   referrer_kind        VARCHAR        text   customer or contact
--   referrer_id          VARCHAR        key    customer (or parent) or contact
--   name                 VARCHAR        text   NULL when unknown
--   customer_id          VARCHAR        key    customer of the referrer; NULL for the contact of a prospect
--   status               VARCHAR        text   existing, ex-customer or prospect, of that customer
--   tier                 VARCHAR        text   its tier; NULL without one
--   rank                 BIGINT         rank   its rank; NULL without one
--   referrals            BIGINT         count  referrals made
--   converted            BIGINT         count  of them who became customers
--   conversion_rate      DOUBLE         ratio  converted divided by referrals that named no customer of the time; NULL without one
--   conversion_lo        DOUBLE         ratio  lower end of its 95 % Wilson interval
--   conversion_hi        DOUBLE         ratio  upper end
--   top_tier_customers   BIGINT         count  converted ones that stand in one of the two best tiers
--   network_fit          DOUBLE         ratio  the same divided by referrals
--   customers_won        BIGINT         count  converted ones that no earlier referral had brought
--   value_12m            DECIMAL(38,4)  money  revenue of customers_won in the last 12 months
--   reward_cost          DECIMAL(38,4)  money  rewards paid; 0 when none is recorded
--   downline             BIGINT         count  customers reached in up to five steps
--   downline_depth       INTEGER        count  steps of the longest way; 0 without a downline
--   downline_value_12m   DECIMAL(38,4)  money  their revenue in the last 12 months; not additive over referrers
--   last_referral        DATE           date   NULL when no date is known
--   as_of                DATE           date   last day, inclusive
-- example: select name, referrals, converted, value_12m, downline from referral_sources order by value_12m desc limit 10
-- notes:   The downline of a contact is that of its own referrals. value_12m adds up to the revenue of all referred customers, since each counts
--   for the earliest referral alone.
with recursive config as materialized (
    select c.tier_labels[1:2] as best
    from landscape_base.config(as_of := as_of) as c
),

log as materialized (
    select r.*
    from landscape_base.referral_log(as_of := as_of, level := level) as r
    where r.referrer_id is not null
),

-- the first step starts at the referrer, further ones at the customer who was brought
brought as materialized (
    select distinct r.referrer_unit as parent, r.customer_id as child
    from log as r
    where r.converted and r.customer_id is not null and r.referrer_unit is not null
),

reached as (
    select distinct r.referrer_kind as kind, r.referrer_id as id, r.referrer_unit as top, r.customer_id as member, 1 as steps
    from log as r
    where r.converted and r.customer_id is not null
    union
    select e.kind, e.id, e.top, b.child, e.steps + 1
    from reached as e
    inner join brought as b
        on e.member = b.parent
    where e.steps < 5 and b.child is distinct from e.top
),

nearest as (
    select e.kind, e.id, e.member, min(e.steps) as steps
    from reached as e
    group by e.kind, e.id, e.member
),

worth as (
    select r.customer_id, any_value(r.value_12m) as value_12m
    from log as r
    where r.customer_id is not null
    group by r.customer_id
),

lines_down as (
    select n.kind, n.id, count(*) as members, max(n.steps) as depth, sum(w.value_12m) as value_12m
    from nearest as n
    inner join worth as w
        on n.member = w.customer_id
    group by n.kind, n.id
),

own as (
    select
        r.referrer_kind as kind,
        r.referrer_id as id,
        any_value(r.referrer_name) as name,
        any_value(r.referrer_unit) as unit,
        any_value(r.referrer_status) as status,
        any_value(r.referrer_tier) as tier,
        any_value(r.referrer_rank) as rank,
        count(*) as made,
        count(*) filter (where not r.was_customer) as fresh,
        count(*) filter (where r.converted) as won,
        count(*) filter (where r.converted and list_contains(config.best, r.tier)) as best,
        count(*) filter (where r.converted and r.is_first) as brought,
        coalesce(sum(r.value_12m) filter (where r.converted and r.is_first), 0) as value_12m,
        coalesce(sum(r.reward_cost), 0) as rewards,
        max(r.referral_date) as last_day,
        any_value(r.as_of) as as_of_day,
    from log as r
    cross join config
    group by r.referrer_kind, r.referrer_id
)

select
    o.kind as referrer_kind,
    o.id as referrer_id,
    o.name as name,
    o.unit as customer_id,
    o.status as status,
    o.tier as tier,
    o.rank as rank,
    o.made as referrals,
    o.won as converted,
    o.won::double / nullif(o.fresh, 0)::double as conversion_rate,
    wilson_lo(o.won, o.fresh) as conversion_lo,
    wilson_hi(o.won, o.fresh) as conversion_hi,
    o.best as top_tier_customers,
    o.best::double / o.made::double as network_fit,
    o.brought as customers_won,
    o.value_12m::decimal(38, 4) as value_12m,
    o.rewards::decimal(38, 4) as reward_cost,
    coalesce(d.members, 0) as downline,
    coalesce(d.depth, 0)::integer as downline_depth,
    coalesce(d.value_12m, 0)::decimal(38, 4) as downline_value_12m,
    o.last_day as last_referral,
    o.as_of_day as as_of,
from own as o
left join lines_down as d
    on o.kind = d.kind and o.id = d.id
order by o.value_12m desc, o.won desc, o.kind, o.id
