-- name:    product_losses
-- kind:    base_table_macro
-- summary: How many products each customer bought in two windows, and what it lost of them, from what it bought of each.
-- grain:   one row per customer_id in moves
-- source:
-- args:
--   moves  VARCHAR  text  required  name of a table expression with these columns of product_moves: customer_id, product_level, in_profile, v0, v1
-- columns:
--   customer_id    VARCHAR        key    as in moves
--   product_level  VARCHAR        text   level in force
--   count0         BIGINT         count  products bought in the window compared with
--   count1         BIGINT         count  products bought in the newest window
--   lost_amount    DECIMAL(38,4)  money  what was dropped and what was bought less of
select
    m.customer_id as customer_id,
    max(m.product_level) as product_level,
    count(*) filter (where m.in_profile and m.v0 > 0) as count0,
    count(*) filter (where m.in_profile and m.v1 > 0) as count1,
    coalesce(sum(case
        when not m.in_profile or m.v0 <= 0 then 0
        when m.v1 <= 0 then m.v0
        else greatest(m.v0 - m.v1, 0)
    end), 0)::decimal(38, 4) as lost_amount,
from query_table(moves) as m
group by m.customer_id
