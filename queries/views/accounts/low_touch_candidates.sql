-- name:    low_touch_candidates
-- kind:    figure
-- summary: Customers not to be chased: last tier, one product line in two years, one order a year, and nothing to sell that would lift them (D4).
-- grain:   one row per customer_id
-- source:  config, customer_facts, product_sales, tier_span, purchase_days, landscape_base.customers, unit_of, period_edge, touch_efforts, whitespace
-- kept:    rank, customer_id
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    never NULL
--   name              VARCHAR        text   NULL when unknown
--   status            VARCHAR        text   existing
--   tier              VARCHAR        text   the last tier
--   rank              BIGINT         rank   1 is best, ties share it
--   product_id        VARCHAR        key    the one product line, or product at level product
--   orders_12m        BIGINT         count  purchases of the last 12 months, 0 or 1
--   orders_before     BIGINT         count  purchases of the 12 months before, 0 or 1
--   last_order        DATE           date   last purchase
--   revenue_12m       DECIMAL(38,4)  money  of the last 12 months
--   gap_value         DECIMAL(38,4)  money  what customers like it buy beside, a year, as in whitespace; 0 when that is nothing
--   floor_above       DECIMAL(38,4)  money  least revenue of an existing customer of the tier above; NULL when there is none
--   personal_touches  BIGINT         count  of the last 12 months: the effort that could be saved
--   hours             DOUBLE         hours  of all touches of the last 12 months; NULL without minutes
--   cost_to_serve     DECIMAL(38,4)  money  of the last 12 months
--   as_of             DATE           date   last day, inclusive
-- example: select customer_id, product_id, revenue_12m, personal_touches, cost_to_serve from low_touch_candidates order by cost_to_serve desc limit 20
-- notes:   Hardly a customer is without any gap, since others always buy something more. A gap counts as no up-sell where revenue and gap_value together
--   stay below floor_above. A product line counts as bought when its net value in the 24 months is above 0; what is not in_profile does not count.
with config as materialized (
    select
        c.tier_labels[-1] as last_tier,
        c.tier_labels[-2] as tier_above,
        c.level as grain,
        c.as_of as last_day,
        period_edge(c.as_of, 12) as year_start,
        period_edge(c.as_of, 24) as before_start,
    from landscape_base.config(as_of := as_of, level := level) as c
),

facts as materialized (
    select f.*
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

floors as (
    select min(f.value_12m) as least_revenue
    from facts as f
    inner join config
        on f.tier = config.tier_above
    where f.status = 'existing'
),

single as (
    select p.customer_id, any_value(p.product_id) as item
    from landscape_base.product_sales(spans := landscape_base.tier_span(as_of, 24), as_of := as_of, level := level) as p
    where p.kind = 'ranked' and p.in_profile and p.net > 0
    group by p.customer_id
    having count(*) = 1
),

few as materialized (
    select f.*, s.item
    from facts as f
    inner join config
        on f.tier = config.last_tier
    inner join single as s
        on f.customer_id = s.customer_id
    where f.status = 'existing' and f.orders_12m <= 1
),

ordered_before as (
    select landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id, sum(pd.purchases) as purchases
    from landscape_base.purchase_days(as_of := as_of) as pd
    cross join config
    inner join landscape_base.customers as cu
        on pd.customer_id = cu.customer_id and cu.kind = 'ranked'
    where pd.day > config.before_start and pd.day <= config.year_start
    group by 1
),

gaps as (
    select w.customer_id, sum(w.gap_value) as gap
    from whitespace(as_of := as_of, level := level) as w
    where w.gap_value > 0
    group by w.customer_id
)

select
    f.customer_id as customer_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    f.item as product_id,
    f.orders_12m as orders_12m,
    coalesce(o.purchases, 0)::bigint as orders_before,
    f.last_order as last_order,
    f.value_12m as revenue_12m,
    coalesce(g.gap, 0)::decimal(38, 4) as gap_value,
    floors.least_revenue::decimal(38, 4) as floor_above,
    coalesce(t.personal_touches, 0)::bigint as personal_touches,
    t.hours as hours,
    f.service_12m as cost_to_serve,
    f.as_of as as_of,
from few as f
cross join floors
left join ordered_before as o
    on f.customer_id = o.unit_id
left join gaps as g
    on f.customer_id = g.customer_id
left join landscape_base.touch_efforts(as_of := as_of, level := level) as t
    on f.customer_id = t.customer_id
where coalesce(o.purchases, 0) <= 1 and coalesce(f.value_12m + coalesce(g.gap, 0) < floors.least_revenue, true)
order by f.service_12m desc, f.customer_id
