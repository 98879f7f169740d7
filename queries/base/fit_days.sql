-- name:    fit_days
-- kind:    base_table_macro
-- summary: Where the history of the ledger begins, and where a fit cuts it to compare models on what came after.
-- grain:   one row
-- source:  ltv_config, purchase_events, period_edge
-- kept:    as_of
-- args:
--   as_of              DATE     date  NULL  last day of the fit, inclusive; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL  ignore or count; the setting when NULL
-- columns:
--   as_of        DATE    date    NULL when the ledger is empty
--   first_day    DATE    date    the first purchase day of all customers; NULL without one
--   span_months  BIGINT  months  whole months from first_day to as_of; NULL without a purchase day
--   cut          DATE    date    12 months or a third of the history before as_of, whichever is later; NULL where no day lies between
with days as materialized (
    select c.as_of as last_day
    from landscape_base.ltv_config(as_of := as_of) as c
),

found as (
    select min(v.day) as first_day
    from landscape_base.purchase_events(
        after := date '0001-01-01', as_of := as_of, zero_value_orders := zero_value_orders
    ) as v
),

spans as (
    select
        days.last_day,
        f.first_day,
        date_diff('month', f.first_day, days.last_day) as months,
        greatest(period_edge(days.last_day, 12), days.last_day - ((days.last_day - f.first_day) // 3)::integer) as cut,
    from days
    cross join found as f
)

select
    s.last_day as as_of,
    s.first_day as first_day,
    s.months - case when s.first_day > period_edge(s.last_day, s.months::integer) then 1 else 0 end as span_months,
    case when s.first_day is not null and s.cut < s.last_day then s.cut end::date as cut,
from spans as s
