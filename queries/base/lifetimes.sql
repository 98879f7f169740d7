-- name:    lifetimes
-- kind:    base_table_macro
-- summary: How long every customer lasted, or how long until it bought again, with those still under way censored at as_of.
-- grain:   one row per ranked customer (or parent) whose first purchase the ledger holds
-- source:  config, first_orders, order_gaps, landscape_base.customers
-- args:
--   event  VARCHAR  text  required  lapse or second_order
--   as_of  DATE     date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key   customer or root parent
--   first_order  DATE     date  first purchase
--   event_on     DATE     date  the day of the event; NULL when it has not come by as_of
--   last_day     DATE     date  as_of
-- notes:   lapse: the end of the first churn_gap months without a purchase, counted from the order before them; a purchase on that very day
--   still is in time. As with the status, a month is added so that the last day of a short month stands for the days it lacks.
--   second_order: the second day with a purchase. Left-censored customers are left out.
with config as materialized (
    select
        c.as_of as until,
        c.churn_gap as gap,
        case
            when event in ('lapse', 'second_order') then event
            else error('event ' || event || ' is not allowed; use one of lapse, second_order')
        end as wanted,
    from landscape_base.config(as_of := as_of, level := level) as c
),

by_unit as (
    select
        g.unit_no,
        min(g.day) filter (where g.day_before is not null) as second_day,
        min(g.day_before) filter (where g.day > (g.day_before + to_months(config.gap))::date) as silent_from,
    from landscape_base.order_gaps('customer', as_of := as_of, level := level) as g
    cross join config
    group by g.unit_no
),

firsts as (
    select f.customer_id, f.first_order, f.last_order
    from landscape_base.first_orders(as_of := as_of, level := level) as f
    where f.is_whole
)

select
    f.customer_id as customer_id,
    f.first_order as first_order,
    case
        when config.wanted = 'second_order' then b.second_day
        when (coalesce(b.silent_from, f.last_order) + to_months(config.gap))::date <= config.until
            then (coalesce(b.silent_from, f.last_order) + to_months(config.gap))::date
    end as event_on,
    config.until as last_day,
from firsts as f
inner join landscape_base.customers as cu
    on f.customer_id = cu.customer_id
inner join by_unit as b
    on cu.rowid = b.unit_no
cross join config
