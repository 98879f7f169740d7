-- name:    standing_products
-- kind:    base_table_macro
-- summary: What score_products gives at the settings in force, from the moves of products that are kept.
-- grain:   one row per customer (or parent) in given with a line in either window
-- source:  product_losses, product_moves
-- stands_for: score_products
-- args:
--   given    VARCHAR  text  required  name of a table expression with customer_id of score_sums for each who stayed
--   windows  VARCHAR  text  required  name of a table expression with the columns of score_windows, which are those of what is kept
--   as_of    DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    customer or root parent
--   product_level  VARCHAR        text   as in score_products, and so all others
--   count0         BIGINT         count
--   count1         BIGINT         count
--   lost_amount    DECIMAL(38,4)  money
with standing_moves as (
    select p.*
    from landscape_base.product_moves(as_of := as_of) as p
    inner join query_table(given) as st
        on p.customer_id = st.customer_id
)

select
    l.customer_id as customer_id,
    l.product_level as product_level,
    l.count0 as count0,
    l.count1 as count1,
    l.lost_amount as lost_amount,
from landscape_base.product_losses(moves := 'standing_moves') as l
