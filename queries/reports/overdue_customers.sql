-- name:    overdue_customers
-- kind:    report
-- summary: Who buys regularly and has been silent for longer than usual?
-- grain:   one row per customer_id
-- source:  customer_status, typical_gaps, pareto_rank
-- args:
--   n      INTEGER  count   20    rows
--   times  DOUBLE   number  2     how many usual gaps a silence must last
--   as_of  DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     never NULL
--   name             VARCHAR        text    NULL when unknown
--   tier             VARCHAR        text    of the window tier_months; NULL when not ranked
--   value            DECIMAL(38,4)  money   revenue of that window; 0 when not ranked
--   last_order       DATE           date    last purchase
--   days_since_last  INTEGER        days    from last_order to the last day
--   usual_gap        DOUBLE         days    usual days between two purchases
--   overdue          DOUBLE         number  days_since_last divided by usual_gap
-- chart:   bar customer_id value
-- example: .report overdue_customers times=3
-- notes:   The usual gap is a median drawn towards that of all customers; who has bought on fewer than four days has none and is
--          left out.
select
    c.customer_id as customer_id,
    c.name as name,
    r.tier as tier,
    coalesce(r.value, 0)::decimal(38, 4) as value,
    c.last_order as last_order,
    c.days_since_last as days_since_last,
    g.typical_gap as usual_gap,
    c.days_since_last / nullif(g.typical_gap, 0) as overdue,
from customer_status(as_of := $as_of) as c
join landscape_base.typical_gaps(as_of := $as_of) as g
    on c.customer_id = g.customer_id
left join pareto_rank(as_of := $as_of, measure := 'revenue') as r
    on c.customer_id = r.customer_id
where c.kind = 'customer' and c.status = 'existing' and c.days_since_last >= $times * g.typical_gap
order by coalesce(r.value, 0) desc, c.customer_id
limit $n
