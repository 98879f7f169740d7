-- name:    standing_histories
-- kind:    base_table_macro
-- summary: What purchase_histories gives at the settings in force, from what is kept.
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  usual_histories
-- stands_for: purchase_histories
-- args:
--   as_of              DATE     date  NULL   last day, inclusive; the setting when NULL
--   level              VARCHAR  text  NULL   customer or parent; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL   ignore or count; the setting when NULL
--   sums               VARCHAR  text  'all'  as it is, since all sums are kept
--   cut                DATE     date  NULL   as it is: it is not asked what was known then
-- columns:
--   customer_id       VARCHAR        key    as in purchase_histories, and so all others
--   x                 INTEGER        count
--   t_x               INTEGER        days
--   t_age             INTEGER        days
--   first_event       DATE           date
--   last_event        DATE           date
--   orders            BIGINT         count
--   zero_days         BIGINT         count
--   left_censored     BOOLEAN        flag
--   spend_days        BIGINT         count
--   spend_value       DECIMAL(38,4)  money
--   mean_value        DOUBLE         money
--   repeat_days       BIGINT         count
--   repeat_value      DECIMAL(38,4)  money
--   unmatched_credit  DECIMAL(38,4)  money
--   net               DECIMAL(38,4)  money
--   cost              DECIMAL(38,4)  money
--   net_costed        DECIMAL(38,4)  money
--   net_abs           DECIMAL(38,4)  money
--   net_abs_costed    DECIMAL(38,4)  money
--   before_x          INTEGER        count
--   before_t_x        INTEGER        days
--   before_t_age      INTEGER        days
--   before_year       BIGINT         count
--   after_cut         BIGINT         count
--   as_of             DATE           date
select
    u.customer_id as customer_id,
    u.x as x,
    u.t_x as t_x,
    u.t_age as t_age,
    u.first_event as first_event,
    u.last_event as last_event,
    u.orders as orders,
    u.zero_days as zero_days,
    u.left_censored as left_censored,
    u.spend_days as spend_days,
    u.spend_value as spend_value,
    u.mean_value as mean_value,
    u.repeat_days as repeat_days,
    u.repeat_value as repeat_value,
    u.unmatched_credit as unmatched_credit,
    u.net as net,
    u.cost as cost,
    u.net_costed as net_costed,
    u.net_abs as net_abs,
    u.net_abs_costed as net_abs_costed,
    null::integer as before_x,
    null::integer as before_t_x,
    null::integer as before_t_age,
    null::bigint as before_year,
    null::bigint as after_cut,
    u.as_of as as_of,
from landscape_base.usual_histories(as_of := as_of, level := level, zero_value_orders := zero_value_orders) as u
