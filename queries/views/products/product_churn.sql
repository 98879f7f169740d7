-- name:    product_churn
-- kind:    figure
-- summary: What customers who stayed kept, dropped and added of each product, in customers and money; with the accounts that came and went it is the bridge.
-- grain:   one row per product_id (or line), and one with product_id NULL for the accounts that did not stay
-- source:  churn_parts, products
-- kept:    product_id
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   months         INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare        VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   product_id         VARCHAR        key    product, or line at level line; '(none)' without one; NULL for whole accounts
--   name               VARCHAR        text   of the product; NULL when unknown and for lines
--   kept_customers     BIGINT         count  customers who bought it in both windows
--   dropped_customers  BIGINT         count  customers who stayed and no longer buy it
--   added_customers    BIGINT         count  customers who stayed and buy it for the first time in these windows
--   drop_rate          DOUBLE         ratio  dropped_customers divided by kept and dropped; NULL without any
--   v0                 DECIMAL(38,4)  money  revenue in the window compared with
--   v1                 DECIMAL(38,4)  money  revenue in the newest window
--   change             DECIMAL(38,4)  money  v1 - v0
--   kept               DECIMAL(38,4)  money  what kept customers spent on it in both windows, the smaller of the two
--   dropped            DECIMAL(38,4)  money  lost with customers who dropped it
--   decreased          DECIMAL(38,4)  money  less from customers who kept it
--   expansion          DECIMAL(38,4)  money  more from customers who kept it
--   added              DECIMAL(38,4)  money  gained with customers who added it
--   account            DECIMAL(38,4)  money  lost with accounts; in the row of accounts only
--   gained             DECIMAL(38,4)  money  new and reactivated accounts, and those of unknown origin; in the row of accounts only
--   adj                DECIMAL(38,4)  money  remainder: credit of products not bought, products not in_profile, accounts neither bought nor lost
--   product_level      VARCHAR        text   level in force
-- example: select product_id, dropped, decreased, added, drop_rate from product_churn order by dropped desc limit 10
-- notes:   The sums of churn_value by product: change = expansion + added + gained - dropped - decreased - account + adj, and the rows together are the
--   change of the ledger between the windows.
select
    p.product_id as product_id,
    case when max(p.product_level) = 'product' then max(i.name) end as name,
    count(*) filter (where p.bought0 and p.bought1) as kept_customers,
    count(*) filter (where p.bought0 and not p.bought1) as dropped_customers,
    count(*) filter (where p.bought1 and not p.bought0) as added_customers,
    count(*) filter (where p.bought0 and not p.bought1)::double / nullif(count(*) filter (where p.bought0), 0) as drop_rate,
    sum(p.v0)::decimal(38, 4) as v0,
    sum(p.v1)::decimal(38, 4) as v1,
    (sum(p.v1) - sum(p.v0))::decimal(38, 4) as change,
    sum(p.kept)::decimal(38, 4) as kept,
    sum(p.product)::decimal(38, 4) as dropped,
    sum(p.decreased)::decimal(38, 4) as decreased,
    sum(p.expansion)::decimal(38, 4) as expansion,
    sum(p.new_product)::decimal(38, 4) as added,
    sum(p.account)::decimal(38, 4) as account,
    sum(p.new + p.reactivated + p.unknown_origin)::decimal(38, 4) as gained,
    sum(p.adj_product + p.adj)::decimal(38, 4) as adj,
    max(p.product_level) as product_level,
from landscape_base.churn_parts(as_of := as_of, months := months, compare := compare, product_level := product_level, level := level) as p
left join products as i
    on p.product_id = i.product_id
group by p.product_id
