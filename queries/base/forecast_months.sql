-- name:    forecast_months
-- kind:    base_table_macro
-- summary: Net sales by calendar month, the partial last month included.
-- grain:   one row per month with a line up to as_of
-- source:  basics, customer_days, month_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   month  DATE           date   first day of the month
--   net    DECIMAL(38,4)  money  net amounts, what is never ranked included
select
    landscape_base.month_edge(cd.mi) + 1 as month,
    sum(cd.net)::decimal(38, 4) as net,
from landscape_base.customer_days as cd
cross join landscape_base.basics(as_of := as_of) as b
where cd.day <= b.last_day
group by cd.mi
