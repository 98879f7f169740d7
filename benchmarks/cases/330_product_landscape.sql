-- summary: Read `product_landscape` by default and as of another day, beside the same columns by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, product_landscape
-- peers: product_landscape.sql
-- target: 1.2 x, 25 ms
-- compare: select period, product_id, sum(revenue) as revenue from ${view} group by all
from product_landscape
