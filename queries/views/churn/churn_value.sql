-- name:    churn_value
-- kind:    figure
-- summary: Churn in money by customer and product: accounts lost, products dropped, spend decreased, and what was gained, adding up to the bridge.
-- grain:   one row per customer_id and product_id for customers that stayed, and one row with product_id NULL for each of the others
-- source:  churn_parts
-- kept:    customer_id, product_id
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   months         INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare        VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    customer or parent; a row in parentheses for what is never ranked
--   product_id      VARCHAR        key    product, or line at level line; '(none)' without one; NULL for a whole account
--   v0              DECIMAL(38,4)  money  revenue in the window compared with
--   v1              DECIMAL(38,4)  money  revenue in the newest window
--   account         DECIMAL(38,4)  money  lost with the account
--   product         DECIMAL(38,4)  money  lost with a dropped product
--   decreased       DECIMAL(38,4)  money  less of a product that was kept
--   expansion       DECIMAL(38,4)  money  more of a product that was kept
--   new_product     DECIMAL(38,4)  money  gained with a product not bought before
--   new             DECIMAL(38,4)  money  gained with a new customer
--   reactivated     DECIMAL(38,4)  money  gained with a customer that came back
--   unknown_origin  DECIMAL(38,4)  money  new and reactivated together where the ledger does not reach back far enough
--   adj_product     DECIMAL(38,4)  money  remainder by product: credit of products not bought, products not in_profile
--   adj             DECIMAL(38,4)  money  remainder of the accounts that did not stay
--   product_level   VARCHAR        text   level in force
-- example: select sum(account) as account, sum(product) as product, sum(decreased) as decreased from churn_value
-- notes:   Exact: v1 - v0 = expansion + new_product + new + reactivated + unknown_origin - account - product - decreased + adj_product + adj.
select
    p.customer_id as customer_id,
    p.product_id as product_id,
    p.v0 as v0,
    p.v1 as v1,
    p.account as account,
    p.product as product,
    p.decreased as decreased,
    p.expansion as expansion,
    p.new_product as new_product,
    p.new as new,
    p.reactivated as reactivated,
    p.unknown_origin as unknown_origin,
    p.adj_product as adj_product,
    p.adj as adj,
    p.product_level as product_level,
from landscape_base.churn_parts(as_of := as_of, months := months, compare := compare, product_level := product_level, level := level) as p
