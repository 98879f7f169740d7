-- summary: Read `revenue_bridge` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, revenue_bridge
-- peers: revenue_bridge.sql
-- target: 1.2 x, 25 ms
-- compare: select * exclude (left_out, is_partial) from ${view}
from revenue_bridge
