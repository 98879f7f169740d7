-- summary: Read `pvm` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, pvm
-- peers: pvm.sql
-- target: 1.2 x, 25 ms
-- compare: select * exclude (cost, reason) replace (round(price, 2) as price, round(volume, 2) as volume, round(mix, 2) as mix, round(price_a, 9) as price_a, round(price_b, 9) as price_b, round(cost_coverage, 9) as cost_coverage) from ${view}
from pvm
