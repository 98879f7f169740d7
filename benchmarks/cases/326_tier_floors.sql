-- summary: Read `tier_floors` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, tier_floors
-- peers: tier_floors.sql
-- target: 1.2 x, 25 ms
-- compare: select * from ${view}
from tier_floors
