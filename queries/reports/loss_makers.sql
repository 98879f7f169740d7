-- name:    loss_makers
-- kind:    report
-- summary: Which customers cost more than they bring?
-- grain:   one row per customer_id
-- source:  least_profitable
-- args:
--   n      INTEGER  count  20    rows
--   as_of  DATE     date   NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   revenue        DECIMAL(38,4)  money  of the window tier_months
--   profit         DECIMAL(38,4)  money  revenue less cost
--   cost_to_serve  DECIMAL(38,4)  money  what serving the customer cost
--   value          DECIMAL(38,4)  money  contribution when a cost to serve is loaded, else profit; below 0
--   margin_ratio   DOUBLE         ratio  value divided by revenue; NULL when revenue is not positive
-- chart:   bar customer_id value
-- example: .report loss_makers
select
    l.customer_id as customer_id,
    l.name as name,
    l.revenue as revenue,
    l.profit as profit,
    l.cost_to_serve as cost_to_serve,
    l.value as value,
    l.margin_ratio as margin_ratio,
from least_profitable(as_of := $as_of) as l
where l.value < 0
order by l.value, l.customer_id
limit $n
