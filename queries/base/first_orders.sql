-- name:    first_orders
-- kind:    base_table_macro
-- summary: When every customer came, as far as the ledger can tell: what cohorts, survival and second orders begin with (common rule CS10).
-- grain:   one row per ranked customer (or parent) with a purchase
-- source:  config, customer_orders, typical_gaps
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id    VARCHAR  key    customer or root parent
--   first_order    DATE     date   first purchase in the ledger
--   last_order     DATE     date   last purchase
--   order_days     BIGINT   count  days with a purchase
--   came_on        DATE     date   day of the first purchase ever: the earlier of first_order and customers.first_order_date; NULL when it lies before the ledger
--   is_whole       BOOLEAN  flag   the ledger holds its purchases from the first one on
-- notes:   came_on is NULL for a customer that is left-censored as in customer_status, and for one that customers.first_order_date puts before
--   ledger_complete_from. is_whole is false for these, and for one whose stated first order the ledger does not hold.
with config as materialized (
    select c.ledger_complete_from as complete_from, c.left_censor_days as censor_days
    from landscape_base.config(as_of := as_of, level := level) as c
),

placed as (
    select
        o.customer_id,
        o.first_order as first_day,
        o.last_order as last_day,
        o.order_days as days,
        o.known_first as known_day,
        coalesce(o.stated_first < config.complete_from, false)
        or (
            o.first_order - config.complete_from <= coalesce(config.censor_days, greatest(g.typical_gap, 180))
            and not coalesce(o.stated_first >= config.complete_from, false)
        ) as came_before,
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
    left join landscape_base.typical_gaps(as_of := as_of, level := level) as g
        on o.customer_id = g.customer_id
    cross join config
    where o.first_order is not null
)

select
    p.customer_id as customer_id,
    p.first_day as first_order,
    p.last_day as last_order,
    p.days as order_days,
    case when not p.came_before then p.known_day end as came_on,
    not p.came_before and p.known_day = p.first_day as is_whole,
from placed as p
