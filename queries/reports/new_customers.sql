-- name:    new_customers
-- kind:    report
-- summary: Whom did we win, and what have they brought so far?
-- grain:   one row per customer_id
-- source:  landscape, customer_status
-- args:
--   n      INTEGER  count  20    rows
--   as_of  DATE     date   NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key    never NULL
--   name         VARCHAR        text   NULL when unknown
--   tier         VARCHAR        text   of the newest period
--   revenue      DECIMAL(38,4)  money  of the newest period
--   profit       DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   orders       BIGINT         count  purchases of the period
--   first_order  DATE           date   first purchase
--   last_order   DATE           date   last purchase
-- chart:   bar customer_id revenue
-- example: .report new_customers
select
    l.customer_id as customer_id,
    l.name as name,
    l.tier as tier,
    l.revenue as revenue,
    l.profit as profit,
    l.orders as orders,
    c.first_order as first_order,
    c.last_order as last_order,
from landscape(as_of := $as_of, measure := 'revenue') as l
join customer_status(as_of := $as_of) as c
    on l.customer_id = c.customer_id and c.kind = 'customer'
where l.period = 0 and l.movement = 'new'
order by l.revenue desc, l.customer_id
limit $n
