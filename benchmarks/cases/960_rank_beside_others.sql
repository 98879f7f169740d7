-- summary: Rank all customers by their last year, beside a query by hand over the lines in other engines.
-- answer: the number of customers of tier A and their value are the same
-- does: outside, rank
-- lines: 1/10
-- peers: with_duckdb.py, with_polars.py, with_sqlite.py, with_postgres.py
-- compare: select count(*) as customers, sum(r.value)::decimal(18, 2)::varchar as value from pareto_rank as r where r.tier = 'A'
from pareto_rank
