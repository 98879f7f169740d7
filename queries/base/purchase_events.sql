-- name:    purchase_events
-- kind:    base_table_macro
-- summary: The purchase days of each ranked customer after a day, as known on another, as purchase_histories counts them.
-- grain:   one row per ranked customer (or parent) and purchase day
-- source:  basics, settings_row, purchase_days, landscape_base.customers, counts_zero_orders
-- args:
--   after              DATE     date  required  only days later than this one
--   as_of              DATE     date  NULL      last day, inclusive; the setting when NULL
--   level              VARCHAR  text  NULL      customer or parent; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL      ignore or count; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key   canonical customer or root parent
--   day          DATE     date  a purchase day
with config as materialized (
    select
        b.grain,
        landscape_base.counts_zero_orders(
            coalesce(zero_value_orders::varchar, getvariable('landscape_zero_value_orders')::varchar, s.zero_value_orders)
        ) as counts_zero,
    from landscape_base.basics(as_of := as_of, level := level) as b
    cross join landscape_base.settings_row as s
),

members as (
    select cu.customer_id, cu.parent_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked' and config.grain = 'parent'
),

event_days as not materialized (
    select pd.customer_id, pd.day
    from landscape_base.purchase_days(as_of := as_of, every := true) as pd
    cross join config
    where pd.day > after and (pd.purchases > 0 or (config.counts_zero and pd.zero_invoices > 0))
)

select e.customer_id as customer_id, e.day as day,
from event_days as e
cross join config
where config.grain = 'customer'
    and e.customer_id not in (select cu.customer_id from landscape_base.customers as cu where cu.kind != 'ranked')
union all
select distinct m.parent_id, e.day
from event_days as e
inner join members as m
    on e.customer_id = m.customer_id
