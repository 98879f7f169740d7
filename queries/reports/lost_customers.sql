-- name:    lost_customers
-- kind:    report
-- summary: Which customers left, what did they bring, and when did they last buy?
-- grain:   one row per customer_id
-- source:  revenue_split, customer_status
-- args:
--   n      INTEGER        count  20    rows
--   as_of  DATE           date   NULL  last day, inclusive; the setting when NULL
--   least  DECIMAL(18,2)  money  0     smallest value before that is shown
-- columns:
--   customer_id      VARCHAR        key    never NULL
--   name             VARCHAR        text   NULL when unknown
--   value_before     DECIMAL(38,4)  money  revenue of the period before
--   last_order       DATE           date   last purchase
--   days_since_last  INTEGER        days   from last_order to the last day
--   orders           BIGINT         count  purchases ever
--   share_of_loss    DOUBLE         ratio  of what all lost customers brought
-- chart:   bar customer_id value_before
-- example: .report lost_customers least=1000
with lost_all as (
    select s.customer_id, s.lost, sum(s.lost) over () as total
    from revenue_split(as_of := $as_of, measure := 'revenue') as s
    where s.period = 0 and s.movement = 'lost'
)

select
    l.customer_id as customer_id,
    c.name as name,
    l.lost::decimal(38, 4) as value_before,
    c.last_order as last_order,
    c.days_since_last as days_since_last,
    c.orders as orders,
    l.lost::double / nullif(l.total, 0)::double as share_of_loss,
from lost_all as l
join customer_status(as_of := $as_of) as c
    on l.customer_id = c.customer_id and c.kind = 'customer'
where l.lost >= $least
order by l.lost desc, l.customer_id
limit $n
