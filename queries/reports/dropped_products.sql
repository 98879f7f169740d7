-- name:    dropped_products
-- kind:    report
-- summary: What did customers who stayed stop buying?
-- grain:   one row per customer_id and product_id
-- source:  churn_value, customer_status
-- args:
--   n              INTEGER  count  20    rows
--   as_of          DATE     date   NULL  last day, inclusive; the setting when NULL
--   product_level  VARCHAR  text   NULL  line or product; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    never NULL
--   name          VARCHAR        text   NULL when unknown
--   product_id    VARCHAR        key    product, or line at level line
--   value_before  DECIMAL(38,4)  money  revenue with it in the window before
--   status        VARCHAR        text   existing, ex-customer or prospect
--   last_order    DATE           date   last purchase of anything
-- chart:   bar customer_id value_before
-- example: .report dropped_products product_level=line
select
    v.customer_id as customer_id,
    c.name as name,
    v.product_id as product_id,
    v.product as value_before,
    c.status as status,
    c.last_order as last_order,
from churn_value(as_of := $as_of, product_level := $product_level) as v
join customer_status(as_of := $as_of) as c
    on v.customer_id = c.customer_id and c.kind = 'customer'
where v.product > 0
order by v.product desc, v.customer_id, v.product_id
limit $n
