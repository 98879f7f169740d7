-- summary: Read `pareto_rank` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, pareto_rank
-- peers: pareto_rank.sql
-- target: 1.2 x, 60 ms
-- compare: select customer_id, name, status, value, case when value > 0 then rank end as rank, case when value > 0 then position end as position, round(percentile, 9) as percentile, round(share, 9) as share, round(share_above, 9) as share_above, round(cum_share, 9) as cum_share, round(share_of_net, 9) as share_of_net, tier, band, nonpositive, reason, round(cost_coverage, 9) as cost_coverage, round(unassigned_share, 9) as unassigned_share, as_of from ${view} where value != 0
from pareto_rank order by rank limit 100
