-- summary: Read `persona_landscape` by default and as of another day, beside the same figure by hand over the lines.
-- answer: the compared columns hold the same rows as the query by hand, on both days
-- does: figure, persona_landscape
-- peers: persona_landscape.sql
-- target: 1.2 x, 25 ms
-- compare: select * replace (case when persona not in ('(generic)', '(unassigned)') then orders end as orders, round(value_share, 9) as value_share, round(value_per_customer, 2) as value_per_customer) from ${view}
from persona_landscape
