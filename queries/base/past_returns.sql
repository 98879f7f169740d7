-- name:    past_returns
-- kind:    base_table_macro
-- summary: Who was an ex-customer 12, 24, ... months ago, and whether a purchase followed within a year (requirement B15).
-- grain:   one row per past yearly edge and ranked customer (or parent) that was an ex-customer at it
-- source:  config, purchase_days, landscape_base.customers, unit_of, period_edge
-- args:
--   as_of  DATE     date    NULL  last day, inclusive; the setting when NULL
--   years  INTEGER  number  NULL  how many past yearly edges are looked at; the setting when NULL
--   level  VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key     customer or root parent
--   years_ago    INTEGER  number  1 for the edge 12 months before as_of
--   edge_day     DATE     date    the edge
--   last_order   DATE     date    last purchase up to the edge, longer ago than churn_gap
--   came_back    BOOLEAN  flag    a purchase within the 12 months after the edge
-- notes:   Purchases as known at as_of, and past states from purchases alone.
with config as materialized (
    select c.as_of as last_day, c.years as depth, c.churn_gap as gap, c.level as grain
    from landscape_base.config(as_of := as_of, years := years, level := level) as c
),

edges as materialized (
    select
        k::integer as years_back,
        period_edge(config.last_day, (12 * k)::integer) as edge,
        period_edge(period_edge(config.last_day, (12 * k)::integer), config.gap) as active_after,
    from config, range(1, 100) as ages(k)
    where k <= config.depth
),

members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

seen as (
    select
        m.unit_id,
        e.years_back,
        max(pd.day) filter (where pd.day <= e.edge) as last_purchase,
        count(*) filter (where pd.day > e.edge) as later,
    from landscape_base.purchase_days(as_of := as_of) as pd
    inner join members as m
        on pd.customer_id = m.customer_id
    inner join edges as e
        on pd.day <= period_edge(e.edge, -12)
    group by m.unit_id, e.years_back
)

select s.unit_id as customer_id, s.years_back as years_ago, e.edge as edge_day, s.last_purchase as last_order, s.later > 0 as came_back
from seen as s
inner join edges as e
    on s.years_back = e.years_back
where s.last_purchase <= e.active_after
