-- name:    revenue_by_month
-- kind:    report
-- summary: How did revenue, profit, purchases and buying customers go, month by month?
-- grain:   one row per month
-- source:  customer_days, config
-- args:
--   months  INTEGER  months  24    months up to the last day
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   month      DATE           date   first day of the month
--   revenue    DECIMAL(38,4)  money  the ledger of the month
--   profit     DECIMAL(38,4)  money  net less cost of the lines whose cost is known; NULL when none is
--   orders     BIGINT         count  purchases as invoiced, credit notes not taken off
--   customers  BIGINT         count  customers with a purchase
-- chart:   line month revenue profit
-- example: .report revenue_by_month months=36
with span as (
    select c.as_of as last_day, (date_trunc('month', c.as_of) - to_months($months - 1))::date as first_day
    from landscape_base.config(as_of := $as_of) as c
),

sums as (
    select
        date_trunc('month', d.day)::date as month,
        sum(d.net) as net,
        sum(d.net_costed) - sum(d.cost) as profit,
        sum(d.net_abs_costed) as costed,
        sum(d.purchases) as orders,
        count(distinct d.customer_id) filter (where d.purchases > 0) as customers,
    from landscape_base.customer_days as d
    cross join span as s
    where d.day between s.first_day and s.last_day
    group by date_trunc('month', d.day)
),

months as (
    select unnest(range(s.first_day, s.last_day + 1, interval 1 month))::date as month
    from span as s
)

select
    m.month as month,
    coalesce(s.net, 0)::decimal(38, 4) as revenue,
    case when s.costed > 0 then s.profit end::decimal(38, 4) as profit,
    coalesce(s.orders, 0)::bigint as orders,
    coalesce(s.customers, 0)::bigint as customers,
from months as m
left join sums as s
    on m.month = s.month
order by m.month
