-- name:    usual_histories
-- kind:    base_table_macro
-- summary: What purchase_histories gives with all sums, and with the histories as of the day where a fit cuts the ledger.
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  purchase_histories, fit_days
-- kept:    customer_id
-- args:
--   as_of              DATE     date  NULL  last day, inclusive; the setting when NULL
--   level              VARCHAR  text  NULL  customer or parent; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL  ignore or count; the setting when NULL
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
-- notes:   One pass over the days serves the views of lifetime value, which want all sums, and the next fit, which wants the cut.
select
    h.customer_id as customer_id,
    h.x as x,
    h.t_x as t_x,
    h.t_age as t_age,
    h.first_event as first_event,
    h.last_event as last_event,
    h.orders as orders,
    h.zero_days as zero_days,
    h.left_censored as left_censored,
    h.spend_days as spend_days,
    h.spend_value as spend_value,
    h.mean_value as mean_value,
    h.repeat_days as repeat_days,
    h.repeat_value as repeat_value,
    h.unmatched_credit as unmatched_credit,
    h.net as net,
    h.cost as cost,
    h.net_costed as net_costed,
    h.net_abs as net_abs,
    h.net_abs_costed as net_abs_costed,
    h.before_x as before_x,
    h.before_t_x as before_t_x,
    h.before_t_age as before_t_age,
    h.before_year as before_year,
    h.after_cut as after_cut,
    h.as_of as as_of,
from landscape_base.purchase_histories(
    as_of := as_of, level := level, zero_value_orders := zero_value_orders,
    cut := (select f.cut from landscape_base.fit_days(as_of := as_of, zero_value_orders := zero_value_orders) as f)
) as h
