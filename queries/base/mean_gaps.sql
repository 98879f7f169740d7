-- name:    mean_gaps
-- kind:    base_table_macro
-- summary: The mean time between the days with a purchase of the last 365 days, by customer.
-- grain:   one row per ranked customer (or parent) with a purchase in the last 365 days
-- source:  config, purchase_days, landscape_base.customers, unit_of
-- args:
--   as_of       DATE     date  NULL  last day, inclusive; the setting when NULL
--   level       VARCHAR  text  NULL  customer or parent; the setting when NULL
--   when_level  VARCHAR  text  NULL  gives no row, and looks at no purchase, unless this level is in force; any level when NULL
-- columns:
--   customer_id  VARCHAR  key   customer or root parent
--   mean_gap     DOUBLE   days  distance of the first and the last of them by their number less one; NULL for a single day
with config as materialized (
    select c.as_of as last_day, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
    where when_level is null or c.level = when_level
),

members as (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
)

select
    m.unit_id as customer_id,
    (max(pd.day) - min(pd.day))::double / nullif(count(distinct pd.day) - 1, 0) as mean_gap,
from landscape_base.purchase_days(as_of := as_of, when_level := when_level) as pd
inner join members as m
    on pd.customer_id = m.customer_id
cross join config
where pd.day > config.last_day - 365
group by m.unit_id
