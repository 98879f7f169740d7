-- name:    ex_customers
-- kind:    base_table_macro
-- summary: Every ex-customer with its last purchase and what it was worth in its last active 12 months.
-- grain:   one row per ex-customer (or parent)
-- source:  basics, customer_orders, day_facts, landscape_base.customers, unit_of, period_edge
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    customer or root parent
--   name          VARCHAR        text   NULL when unknown
--   last_order    DATE           date   last purchase; NULL for who only returned goods
--   orders        BIGINT         count  purchases ever
--   former_value  DECIMAL(38,4)  money  revenue of the 12 months that end with last_order, less what was credited since; NULL without a purchase
--   gap           INTEGER        months churn_gap in force
--   last_day      DATE           date   as_of in force
with config as materialized (
    select b.last_day, b.grain, b.gap
    from landscape_base.basics(as_of := as_of, level := level) as b
),

gone as materialized (
    select o.customer_id, o.name, o.last_order, o.orders, period_edge(o.last_order, 12) as active_start
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
    where o.status = 'ex-customer'
),

-- materialised, since a join on the unit's expression itself would be made as a product of all rows
members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

accounts as materialized (
    select m.customer_id, m.unit_id, g.active_start
    from members as m
    inner join gone as g
        on m.unit_id = g.customer_id
),

worth as (
    select a.unit_id, sum(d.net) as net
    from landscape_base.day_facts(as_of := as_of) as d
    inner join accounts as a
        on d.customer_id = a.customer_id
    where d.day > a.active_start
    group by a.unit_id
)

select
    g.customer_id as customer_id,
    g.name as name,
    g.last_order as last_order,
    g.orders as orders,
    case when g.last_order is not null then coalesce(w.net, 0) end::decimal(38, 4) as former_value,
    config.gap as gap,
    config.last_day as last_day,
from gone as g
cross join config
left join worth as w
    on g.customer_id = w.unit_id
