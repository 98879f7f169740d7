-- name:    customer_months
-- kind:    report
-- summary: What did one customer buy, month by month?
-- grain:   one row per month
-- source:  customer_days, config
-- args:
--   customer  VARCHAR  key     required  customer_id
--   months    INTEGER  months  36        months up to the last day
--   as_of     DATE     date    NULL      last day, inclusive; the setting when NULL
-- columns:
--   month         DATE           date   first day of the month
--   revenue       DECIMAL(38,4)  money  of the customer in the month; 0 without a line
--   orders        BIGINT         count  purchases as invoiced
--   running_year  DECIMAL(38,4)  money  revenue of this month and the eleven before
-- chart:   line month revenue
-- example: .report customer_months customer=Acme
with span as (
    select c.as_of as last_day, (date_trunc('month', c.as_of) - to_months($months - 1))::date as first_day
    from landscape_base.config(as_of := $as_of) as c
),

months as (
    select unnest(range((s.first_day - interval 11 month)::date, s.last_day + 1, interval 1 month))::date as month
    from span as s
),

sums as (
    select date_trunc('month', d.day)::date as month, sum(d.net) as net, sum(d.purchases) as orders
    from landscape_base.customer_days as d
    cross join span as s
    where d.customer_id = $customer and d.day <= s.last_day
    group by date_trunc('month', d.day)
),

rolled as (
    select
        m.month,
        coalesce(s.net, 0) as revenue,
        coalesce(s.orders, 0) as orders,
        sum(coalesce(s.net, 0)) over (order by m.month rows between 11 preceding and current row) as running_year,
    from months as m
    left join sums as s
        on m.month = s.month
)

select
    r.month as month,
    r.revenue::decimal(38, 4) as revenue,
    r.orders::bigint as orders,
    r.running_year::decimal(38, 4) as running_year,
from rolled as r
cross join span as s
where r.month >= s.first_day
order by r.month
