-- name:    concentration
-- kind:    report
-- summary: How much of the business hangs on how few customers?
-- grain:   one row per group of customers
-- source:  pareto_test
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   period   INTEGER  number  0     0 is the newest
-- columns:
--   who    VARCHAR        text   the best 1, 5, 10, the best 20 and 30 percent, all others
--   share  DOUBLE         ratio  of the sum of positive values
--   value  DECIMAL(38,4)  money  share of that sum
-- chart:   bar who share
-- example: .report concentration measure=profit
with test as (
    select p.*
    from pareto_test(as_of := $as_of, measure := $measure) as p
    where p.period = $period
),

groups as (
    select 1 as place, 'best customer' as who, t.top1_share as share, t.value from test as t
    union all
    select 2, 'best 5', t.top5_share, t.value from test as t
    union all
    select 3, 'best 10', t.top10_share, t.value from test as t
    union all
    select 4, 'best 20 %', t.top20_share, t.value from test as t
    union all
    select 5, 'best 30 %', t.top30_share, t.value from test as t
    union all
    select 6, 'other 80 %', t.tail_share, t.value from test as t
)

select
    g.who as who,
    g.share as share,
    (g.share * g.value::double)::decimal(38, 4) as value,
from groups as g
order by g.place
