-- name:    concentration
-- kind:    figure
-- summary: How much of each period hangs on how few customers, and whether that grows: shares of the best, Gini, HHI, and the change of each.
-- grain:   one row per period
-- source:  pareto_test
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
--   top1_share            DOUBLE         ratio   of the best customer
--   top5_share            DOUBLE         ratio   of the best 5
--   top10_share           DOUBLE         ratio   of the best 10
--   top20_share           DOUBLE         ratio   of the best 20 percent of the customers
--   pct_customers_for_80  DOUBLE         ratio   fewest customers that make 80 percent of the value, by customers
--   gini                  DOUBLE         ratio   0 when all are equal, near 1 when one has everything
--   hhi                   DOUBLE         ratio   Herfindahl-Hirschman index: the sum of squared shares
--   effective_customers   DOUBLE         number  1 / hhi: as concentrated as this many equal customers
--   top1_change           DOUBLE         ratio   top1_share less that of the period before; NULL in the oldest, like all changes
--   top10_change          DOUBLE         ratio   top10_share likewise
--   top20_change          DOUBLE         ratio   top20_share likewise
--   gini_change           DOUBLE         ratio   gini likewise
--   hhi_change            DOUBLE         ratio   hhi likewise
--   effective_change      DOUBLE         number  effective_customers likewise
--   value_without_top1    DECIMAL(38,4)  money   value that is left when the best customer is gone
--   reason                VARCHAR        text    why figures are NULL: no_customers, cost_coverage or no_positive_total
--   is_partial            BOOLEAN        flag    a calendar or fiscal period that is not complete: its change compares a part with a whole
-- example: select period, top1_share, top10_share, hhi, effective_customers, hhi_change from concentration order by period
-- notes:   The figures of pareto_test side by side in time, over customers with a purchase in the period (common rule CS7). HHI after Hirschman (1945)
--   and Herfindahl (1950); the bands of competition law are about markets and say nothing of a customer base.
with tests as (
    select
        p.*,
        lag(p.top1_share) over by_time as top1_before,
        lag(p.top10_share) over by_time as top10_before,
        lag(p.top20_share) over by_time as top20_before,
        lag(p.gini) over by_time as gini_before,
        lag(p.hhi) over by_time as hhi_before,
        lag(p.effective_customers) over by_time as effective_before,
    from pareto_test(
        as_of := as_of, period_months := period_months, measure := measure, years := years, period_kind := period_kind, level := level
    ) as p
    window by_time as (order by p.period desc)
)

select
    t.period as period,
    t.period_start as period_start,
    t.period_end as period_end,
    t.measure as measure,
    t.customers as customers,
    t.value as value,
    t.top1_share as top1_share,
    t.top5_share as top5_share,
    t.top10_share as top10_share,
    t.top20_share as top20_share,
    t.pct_customers_for_80 as pct_customers_for_80,
    t.gini as gini,
    t.hhi as hhi,
    t.effective_customers as effective_customers,
    t.top1_share - t.top1_before as top1_change,
    t.top10_share - t.top10_before as top10_change,
    t.top20_share - t.top20_before as top20_change,
    t.gini - t.gini_before as gini_change,
    t.hhi - t.hhi_before as hhi_change,
    t.effective_customers - t.effective_before as effective_change,
    (t.value::double * (1 - t.top1_share))::decimal(38, 4) as value_without_top1,
    t.reason as reason,
    t.is_partial as is_partial,
from tests as t
order by t.period
