-- name:    purchase_gaps
-- kind:    base_table_macro
-- summary: How long each ranked customer let pass between its purchase days, as purchase_histories counts them.
-- grain:   one row per ranked customer (or parent) with two purchase days
-- source:  purchase_events
-- args:
--   as_of              DATE     date  NULL  last day, inclusive; the setting when NULL
--   level              VARCHAR  text  NULL  customer or parent; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL  ignore or count; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key     canonical customer or root parent
--   gaps         BIGINT   count   x of its history
--   log_gaps     DOUBLE   number  sum of ln(days) over the gaps
-- notes:   Read by models of regular buyers alone; it takes as long as the histories themselves.
select g.customer_id as customer_id, count(*) as gaps, sum(ln(g.day - g.day_before)) as log_gaps,
from (
    select
        e.customer_id,
        e.day,
        lag(e.day) over (partition by e.customer_id order by e.day) as day_before,
    from landscape_base.purchase_events(
        after := date '0001-01-01', as_of := as_of, level := level, zero_value_orders := zero_value_orders
    ) as e
) as g
where g.day_before is not null
group by g.customer_id
