-- name:    standing_products
-- kind:    base_table_macro
-- summary: What score_products gives at the settings in force, from the moves of products that are kept.
-- grain:   one row per customer (or parent) in given with a line in either window
-- source:  product_moves
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
select
    p.customer_id as customer_id,
    max(p.product_level) as product_level,
    count(*) filter (where p.in_profile and p.v0 > 0) as count0,
    count(*) filter (where p.in_profile and p.v1 > 0) as count1,
    coalesce(sum(case
        when not p.in_profile or p.v0 <= 0 then 0
        when p.v1 <= 0 then p.v0
        else greatest(p.v0 - p.v1, 0)
    end), 0)::decimal(38, 4) as lost_amount,
from landscape_base.product_moves(as_of := as_of) as p
inner join query_table(given) as st
    on p.customer_id = st.customer_id
group by p.customer_id
