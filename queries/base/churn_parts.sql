-- name:    churn_parts
-- kind:    base_table_macro
-- summary: What every customer gained and lost between the churn windows, by product where it stayed (requirement B10 in money).
-- grain:   one row per customer_id and product_id for customers that stayed, and one row with product_id NULL for each of the others
-- source:  churn_moves, product_moves
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   months         INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare        VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    customer or parent; a row in parentheses for what is never ranked
--   product_id      VARCHAR        key    product, or line at level line; '(none)' without one; NULL for a whole account
--   bought0         BOOLEAN        flag   bought in the window compared with; NULL for a whole account
--   bought1         BOOLEAN        flag   bought in the newest window; NULL for a whole account
--   kept            DECIMAL(38,4)  money  of a product bought in both windows, the smaller of the two
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
-- notes:   Exact: v1 - v0 = expansion + new_product + new + reactivated + unknown_origin - account - product - decreased + adj_product + adj.
with moves as materialized (
    select m.*, m.was_active and m.is_active as stayed
    from landscape_base.churn_moves(as_of := as_of, months := months, compare := compare, level := level) as m
),

products_of as materialized (
    select p.*
    from landscape_base.product_moves(
        as_of := as_of, months := months, compare := compare, product_level := product_level, level := level
    ) as p
),

by_product as (
    select
        p.customer_id,
        p.product_id as item,
        p.v0 as before,
        p.v1 as after,
        p.in_profile and p.v0 > 0 as bought0,
        p.in_profile and p.v1 > 0 as bought1,
    from products_of as p
    inner join moves as m
        on p.customer_id = m.customer_id and m.stayed
),

parts as (
    select
        b.customer_id,
        b.item,
        bool_or(b.bought0) as was_bought,
        bool_or(b.bought1) as is_bought,
        sum(case when b.bought0 and b.bought1 then least(b.before, b.after) else 0 end) as both,
        sum(b.before) as before,
        sum(b.after) as after,
        0 as account_lost,
        sum(case when b.bought0 and not b.bought1 then b.before else 0 end) as dropped,
        sum(case when b.bought0 and b.bought1 then greatest(b.before - b.after, 0) else 0 end) as less,
        sum(case when b.bought0 and b.bought1 then greatest(b.after - b.before, 0) else 0 end) as more,
        sum(case when b.bought1 and not b.bought0 then b.after else 0 end) as added,
        0 as fresh,
        0 as returned,
        0 as unknown,
        sum(case when b.bought1 then 0 else b.after end - case when b.bought0 then 0 else b.before end) as product_rest,
        0 as account_rest,
    from by_product as b
    group by b.customer_id, b.item
    union all
    select
        m.customer_id,
        null,
        null,
        null,
        0,
        m.v0,
        m.v1,
        case when m.was_active then greatest(m.v0, 0) else 0 end,
        0,
        0,
        0,
        0,
        case when m.is_active and m.comparable and m.is_new then greatest(m.v1, 0) else 0 end,
        case when m.is_active and m.comparable and not m.is_new then greatest(m.v1, 0) else 0 end,
        case when m.is_active and not m.comparable then greatest(m.v1, 0) else 0 end,
        0,
        case when m.is_active then least(m.v1, 0) else m.v1 end - case when m.was_active then least(m.v0, 0) else m.v0 end,
    from moves as m
    where not m.stayed
)

select
    p.customer_id as customer_id,
    p.item as product_id,
    p.was_bought as bought0,
    p.is_bought as bought1,
    p.both::decimal(38, 4) as kept,
    p.before::decimal(38, 4) as v0,
    p.after::decimal(38, 4) as v1,
    p.account_lost::decimal(38, 4) as account,
    p.dropped::decimal(38, 4) as product,
    p.less::decimal(38, 4) as decreased,
    p.more::decimal(38, 4) as expansion,
    p.added::decimal(38, 4) as new_product,
    p.fresh::decimal(38, 4) as new,
    p.returned::decimal(38, 4) as reactivated,
    p.unknown::decimal(38, 4) as unknown_origin,
    p.product_rest::decimal(38, 4) as adj_product,
    p.account_rest::decimal(38, 4) as adj,
    (select max(q.product_level) from products_of as q) as product_level,
from parts as p
