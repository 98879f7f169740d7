-- name:    status_counts
-- kind:    base_table_macro
-- summary: How many existing customers, ex-customers and prospects there were at the end of each period.
-- grain:   one row per period
-- source:  summary_periods, customer_spans, customer_orders, statuses_of
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period        INTEGER  number  0 is the newest
--   existing      BIGINT   count   a purchase within churn_gap months
--   ex_customers  BIGINT   count   none there but one before, or only credit notes without an own invoice
--   prospects     BIGINT   count   customers without a purchase, and rows of prospects that were not converted
-- notes:   Purchases and credits as known at as_of. A status_override holds at the end of every period.
with counted_periods as materialized (
    select p.*
    from landscape_base.summary_periods(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind
    ) as p
),

counted_spans as (
    select list({'start_day': p.gap_start, 'end_day': p.end_day}) as spans
    from counted_periods as p
),

counted_sums as (
    select s.*
    from landscape_base.customer_spans(spans := (select cs.spans from counted_spans as cs), as_of := as_of, level := level) as s
    where s.kind = 'ranked'
),

counted_orders as materialized (
    select o.*
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
)

select
    c.period as period,
    c.existing as existing,
    c.ex_customers as ex_customers,
    c.prospects as prospects,
from landscape_base.statuses_of(given := 'counted_sums', periods := 'counted_periods', orders := 'counted_orders') as c
