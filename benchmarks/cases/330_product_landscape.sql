-- summary: Read `product_landscape` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, product_landscape
-- peers: product_landscape.sql
-- target: 1.2 x, 25 ms
-- compare: select * exclude (is_partial) replace (round(cost_coverage, 9) as cost_coverage, round(penetration, 9) as penetration) from ${view}
from product_landscape
