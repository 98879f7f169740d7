-- name:    purchase_events
-- kind:    base_table_macro
-- summary: The purchase days of each ranked customer after a day, as known on another, as purchase_histories counts them.
-- grain:   one row per ranked customer (or parent) and purchase day
-- source:  basics, settings_row, purchase_days, landscape_base.customers, unit_of, counts_zero_orders
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
)

select distinct
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    pd.day as day,
from landscape_base.purchase_days(as_of := as_of, every := true) as pd
inner join landscape_base.customers as cu
    on pd.customer_id = cu.customer_id and cu.kind = 'ranked'
cross join config
where pd.day > after and (pd.purchases > 0 or (config.counts_zero and pd.zero_invoices > 0))
