-- summary: Read `persona_landscape` by default and as of another day, beside the same columns by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, persona_landscape
-- peers: persona_landscape.sql
-- target: 1.2 x, 25 ms
-- compare: select period, persona, sum(revenue) as revenue from ${view} group by all
from persona_landscape
