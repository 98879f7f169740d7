-- summary: Read `landscape_summary` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, landscape_summary
-- peers: landscape_summary.sql
-- target: 1.2 x, 25 ms
-- compare: select * exclude (is_partial) replace (round(cost_coverage, 9) as cost_coverage, round(unassigned_share, 9) as unassigned_share, round(win_rate, 9) as win_rate, round(value_per_lead, 4) as value_per_lead, map_from_entries(list_filter(map_entries(tier_customers), lambda t: t.key != 'C')) as tier_customers) from ${view}
from landscape_summary
