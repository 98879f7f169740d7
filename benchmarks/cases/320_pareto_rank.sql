-- summary: Read `pareto_rank` by default and as of another day, beside the same columns by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, pareto_rank
-- peers: pareto_rank.sql
-- target: 1.2 x, 60 ms
-- compare: select customer_id, value, rank, round(share, 9) as share, round(cum_share, 9) as cum_share, tier from ${view} where value > 0
from pareto_rank order by rank limit 100
