-- name:    pareto_test
-- kind:    figure
-- summary: Does 80:20 apply to you: how concentrated the value is on few customers, period by period.
-- grain:   one row per period
-- source:  config, periods, ranked_spans
-- kept:    period
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   measure        VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period                INTEGER        number  0 is the newest
--   period_start          DATE           date    first day
--   period_end            DATE           date    last day, never after as_of
--   measure               VARCHAR        text    what is measured
--   customers             BIGINT         count   customers with a purchase in the period
--   value                 DECIMAL(38,4)  money   sum of their positive values; the denominator of every share
--   top20_share           DOUBLE         ratio   of the best 20 percent of the customers, a part of a customer counting in part
--   top30_share           DOUBLE         ratio   of the best 30 percent
--   customers_for_80      BIGINT         count   fewest customers that make 80 percent of the value
--   pct_customers_for_80  DOUBLE         ratio   the same divided by customers
--   customers_for_70      BIGINT         count   fewest customers that make 70 percent
--   pct_customers_for_70  DOUBLE         ratio   the same divided by customers
--   tail_share            DOUBLE         ratio   outside the best 20 percent
--   pareto_applies        BOOLEAN        flag    top30_share is 0.70 or more
--   gini                  DOUBLE         ratio   0 when all are equal, near 1 when one has everything
--   hhi                   DOUBLE         ratio   sum of squared shares
--   effective_customers   DOUBLE         number  1 / hhi: as concentrated as this many equal customers
--   top1_share            DOUBLE         ratio   of the best customer
--   top5_share            DOUBLE         ratio   of the best 5
--   top10_share           DOUBLE         ratio   of the best 10
--   unassigned_share      DOUBLE         ratio   revenue of what is never ranked divided by the ledger; NULL when that is 0
--   reason                VARCHAR        text    why figures are NULL: no_customers, cost_coverage or no_positive_total
--   is_partial            BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, customers, top20_share, pct_customers_for_80, pareto_applies from pareto_test order by period
-- notes:   Prospects and who only returned goods are not counted. The two rules of thumb: 80 percent of the value from 20 percent of the
--   customers, and 70 to 80 percent from 20 to 30.
with config as materialized (
    select c.measure as wanted
    from landscape_base.config(as_of := as_of, measure := measure) as c
),

test_periods as materialized (
    select p.period as k, p.start_day, p.end_day, p.is_partial as partial, p.has_ledger
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
),

test_spans as (
    select list({'start_day': p.start_day, 'end_day': p.end_day}) as spans
    from test_periods as p
),

ranks as materialized (
    select r.start_day, r.end_day, r.value as amount, r.purchases > 0 and r.kind = 'ranked' as bought, r.unassigned_share as nobody
    from landscape_base.ranked_spans(
        spans := (select ts.spans from test_spans as ts), as_of := as_of, measure := measure, level := level
    ) as r
),

spans as (
    select
        r.start_day,
        r.end_day,
        max(r.nobody) as nobody,
        bool_or(r.bought and r.amount is null) as uncovered,
    from ranks as r
    group by r.start_day, r.end_day
),

by_amount as (
    select r.start_day, r.end_day, greatest(r.amount, 0) as amount, count(*) as members
    from ranks as r
    where r.bought and r.amount is not null
    group by r.start_day, r.end_day, greatest(r.amount, 0)
),

ladder as (
    select
        b.*,
        (sum(b.members) over best_first - b.members)::bigint as members_above,
        sum(b.amount * b.members) over best_first - b.amount * b.members as amount_above,
        (sum(b.members) over whole)::bigint as n,
        sum(b.amount * b.members) over whole as total,
    from by_amount as b
    window
        best_first as (
            partition by b.start_day, b.end_day order by b.amount desc rows between unbounded preceding and current row
        ),
        whole as (partition by b.start_day, b.end_day)
),

sums as (
    select
        l.start_day,
        l.end_day,
        any_value(l.n) as n,
        any_value(l.total) as total,
        -- customers of the tie group within the best 20 percent, in hundredths of a customer
        sum(l.amount * least(greatest(20 * l.n - 100 * l.members_above, 0), 100 * l.members)) / 100 as top20,
        sum(l.amount * least(greatest(30 * l.n - 100 * l.members_above, 0), 100 * l.members)) / 100 as top30,
        sum(l.amount * least(greatest(1 - l.members_above, 0), l.members)) as top1,
        sum(l.amount * least(greatest(5 - l.members_above, 0), l.members)) as top5,
        sum(l.amount * least(greatest(10 - l.members_above, 0), l.members)) as top10,
        -- the tie group that reaches the share, and how many of its customers that takes; money in whole ten-thousandths
        min(
            l.members_above + (8 * (l.total * 10000)::hugeint - 10 * (l.amount_above * 10000)::hugeint - 1)
                // nullif(10 * (l.amount * 10000)::hugeint, 0) + 1
        ) filter (
            where 10 * l.amount_above < 8 * l.total and 10 * (l.amount_above + l.amount * l.members) >= 8 * l.total
        ) as for_80,
        min(
            l.members_above + (7 * (l.total * 10000)::hugeint - 10 * (l.amount_above * 10000)::hugeint - 1)
                // nullif(10 * (l.amount * 10000)::hugeint, 0) + 1
        ) filter (
            where 10 * l.amount_above < 7 * l.total and 10 * (l.amount_above + l.amount * l.members) >= 7 * l.total
        ) as for_70,
        sum(l.amount * (l.members * (l.n - 2 * l.members_above - l.members))) as unevenness,
        sum(l.members * pow(l.amount::double / nullif(l.total, 0)::double, 2)) as squares,
    from ladder as l
    group by l.start_day, l.end_day
)

select
    p.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    config.wanted as measure,
    coalesce(s.n, 0)::bigint as customers,
    s.total::decimal(38, 4) as value,
    s.top20::double / nullif(s.total, 0)::double as top20_share,
    s.top30::double / nullif(s.total, 0)::double as top30_share,
    s.for_80::bigint as customers_for_80,
    s.for_80::double / nullif(s.n, 0)::double as pct_customers_for_80,
    s.for_70::bigint as customers_for_70,
    s.for_70::double / nullif(s.n, 0)::double as pct_customers_for_70,
    1 - s.top20::double / nullif(s.total, 0)::double as tail_share,
    case when s.total > 0 then s.top30::double / s.total::double >= 0.70 end as pareto_applies,
    s.unevenness::double / nullif(s.n * s.total, 0)::double as gini,
    s.squares as hhi,
    1 / nullif(s.squares, 0) as effective_customers,
    s.top1::double / nullif(s.total, 0)::double as top1_share,
    s.top5::double / nullif(s.total, 0)::double as top5_share,
    s.top10::double / nullif(s.total, 0)::double as top10_share,
    sp.nobody as unassigned_share,
    case
        when s.total > 0 then null
        when s.n > 0 then 'no_positive_total'
        when sp.uncovered then 'cost_coverage'
        else 'no_customers'
    end as reason,
    p.partial as is_partial,
from test_periods as p
left join spans as sp
    on p.start_day = sp.start_day and p.end_day = sp.end_day
left join sums as s
    on p.start_day = s.start_day and p.end_day = s.end_day
cross join config
where p.has_ledger
order by p.k
