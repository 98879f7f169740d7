-- summary: Read `landscape_summary` by default and as of another day, beside the same columns by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, landscape_summary
-- peers: landscape_summary.sql
-- target: 1.2 x, 25 ms
-- compare: select period, revenue, profit from ${view}
from landscape_summary
