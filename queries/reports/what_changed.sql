-- name:    what_changed
-- kind:    report
-- summary: Where did the change from one period to the next come from?
-- grain:   one row per component, in the order of the bridge
-- source:  revenue_bridge
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   period   INTEGER  number  0     0 is the newest
-- columns:
--   step             VARCHAR        text   before, lost, contraction, growth, new, reactivated, unknown origin, other or after
--   amount           DECIMAL(38,4)  money  the total, or what the step adds; below 0 for a loss; NULL where the ledger does not reach back far enough
--   running          DECIMAL(38,4)  money  the total after the step
--   share_of_before  DOUBLE         ratio  amount divided by the total before; NULL when that is 0
-- chart:   bridge step amount
-- example: .report what_changed measure=profit
-- notes:   Of revenue the steps add up to the ledger to the cent; unknown origin stands for new and reactivated while the ledger
--          is too short.
with bridge as (
    select b.*
    from revenue_bridge(as_of := $as_of, measure := $measure) as b
    where b.period = $period
),

steps as (
    select 1 as place, 'before' as step, b.v0 as amount, b.v0 as total from bridge as b
    union all
    select 2, 'lost', -b.lost, b.v0 from bridge as b
    union all
    select 3, 'contraction', -b.contraction, b.v0 from bridge as b
    union all
    select 4, 'growth', b.growth, b.v0 from bridge as b
    union all
    select 5, 'new', b.new, b.v0 from bridge as b
    union all
    select 6, 'reactivated', b.reactivated, b.v0 from bridge as b
    union all
    select 7, 'unknown origin', b.unknown_origin, b.v0 from bridge as b
    union all
    select 8, 'other', b.adj1 - b.adj0, b.v0 from bridge as b
)

select
    s.step as step,
    s.amount::decimal(38, 4) as amount,
    (sum(s.amount) over (order by s.place))::decimal(38, 4) as running,
    s.amount::double / nullif(s.total, 0)::double as share_of_before,
from steps as s
union all
select
    'after',
    b.v1::decimal(38, 4),
    b.v1::decimal(38, 4),
    b.v1::double / nullif(b.v0, 0)::double,
from bridge as b
