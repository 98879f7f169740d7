-- name:    growing_customers
-- kind:    report
-- summary: Which customers stayed and buy more, and how much more?
-- grain:   one row per customer_id
-- source:  revenue_split, customer_status, landscape
-- args:
--   n      INTEGER  count  20    rows
--   as_of  DATE     date   NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    never NULL
--   name          VARCHAR        text   NULL when unknown
--   tier          VARCHAR        text   of the newest period
--   value_before  DECIMAL(38,4)  money  revenue of the period before
--   value         DECIMAL(38,4)  money  revenue of the newest period
--   change        DECIMAL(38,4)  money  value less value_before
--   change_ratio  DOUBLE         ratio  change divided by value_before; NULL when that is not positive
--   last_order    DATE           date   last purchase
-- chart:   bar customer_id change
-- example: .report growing_customers
select
    s.customer_id as customer_id,
    c.name as name,
    l.tier as tier,
    s.v0 as value_before,
    s.v1 as value,
    (s.v1 - s.v0)::decimal(38, 4) as change,
    case when s.v0 > 0 then (s.v1 - s.v0)::double / s.v0::double end as change_ratio,
    c.last_order as last_order,
from revenue_split(as_of := $as_of, measure := 'revenue') as s
join customer_status(as_of := $as_of) as c
    on s.customer_id = c.customer_id and c.kind = 'customer'
left join landscape(as_of := $as_of, measure := 'revenue') as l
    on s.customer_id = l.customer_id and l.period = 0
where s.period = 0 and s.movement = 'grown'
order by s.v1 - s.v0 desc, s.customer_id
limit $n
