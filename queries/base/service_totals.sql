-- name:    service_totals
-- kind:    base_table_macro
-- summary: The cost to serve of every customer up to a day.
-- grain:   one row per customer (or parent) with a cost to serve
-- source:  basics, service_costs, landscape_base.customers, unit_of
-- kept:    customer_id
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key    customer or root parent
--   amount       DECIMAL(18,4)  money  sum of the costs whose exchange rate is known
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
)

-- days are many and accounts are few: they are put together before anything is joined
select
    landscape_base.unit_of(sc.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    sum(sc.amount)::decimal(18, 4) as amount,
from (
    select d.customer_id, sum(d.amount) as amount
    from landscape_base.service_costs as d
    cross join config as c
    where d.day <= c.last_day
    group by d.customer_id
) as sc
inner join landscape_base.customers as cu
    on sc.customer_id = cu.customer_id and cu.kind = 'ranked'
cross join config
group by landscape_base.unit_of(sc.customer_id, cu.kind, cu.parent_id, config.grain)
