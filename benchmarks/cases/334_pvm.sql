-- summary: Read `pvm` by default and as of another day, beside the same columns by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, pvm
-- peers: pvm.sql
-- target: 1.2 x, 25 ms
-- compare: select product_id, value_a, value_b, change, quantity_a, quantity_b from ${view}
from pvm
