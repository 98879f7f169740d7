-- name:    q_values
-- kind:    base_table_macro
-- summary: Probabilities of many tests, corrected for their number by Benjamini and Hochberg (1995).
-- grain:   one row per family and distinct probability
-- source:
-- args:
--   tests  STRUCT(family VARCHAR, p DOUBLE)[]  list  required  one entry per test; a NULL p is no test
-- columns:
--   family  VARCHAR  text   tests that are corrected together
--   p       DOUBLE   ratio  as given
--   q       DOUBLE   ratio  the least share of false findings at which the test still counts; never below p
-- notes:   With m tests, q of the i-th smallest p is the least of m p / j over all j from i on, and 1 at most. Equal p have equal q.
with entries as (
    select t.entry.family as name, t.entry.p::double as probability, count(*) as times
    from (select unnest(tests) as entry) as t
    where t.entry.p is not null
    group by t.entry.family, t.entry.p::double
),

placed as (
    select
        e.*,
        sum(e.times) over (partition by e.name) * e.probability
            / sum(e.times) over (partition by e.name order by e.probability rows between unbounded preceding and current row) as ratio,
    from entries as e
)

select
    p.name as family,
    p.probability as p,
    least(1, min(p.ratio) over (partition by p.name order by p.probability desc rows between unbounded preceding and current row))::double as q,
from placed as p
