-- name:    revenue_bridge
-- kind:    figure
-- summary: From the value of one period to the next: repeat, growth, new, reactivated, contraction and lost, adding up to the ledger.
-- grain:   one row per period
-- source:  revenue_split
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   measure        VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period              INTEGER        number  0 is the newest
--   period_start        DATE           date    first day
--   period_end          DATE           date    last day, never after as_of
--   v0                  DECIMAL(38,4)  money   value of the window compared with
--   v1                  DECIMAL(38,4)  money   value of the period
--   repeat              DECIMAL(38,4)  money   part of v1 that was there before
--   growth              DECIMAL(38,4)  money   more than before; growth_annualised + growth_organic
--   growth_annualised   DECIMAL(38,4)  money   growth of customers whose first order lies in the period before
--   growth_organic      DECIMAL(38,4)  money   growth of the others
--   new                 DECIMAL(38,4)  money   value of customers whose first order ever lies in the period
--   reactivated         DECIMAL(38,4)  money   value of customers that had been silent
--   contraction         DECIMAL(38,4)  money   less than before, of customers that stayed
--   lost                DECIMAL(38,4)  money   value before of customers that left
--   adj0                DECIMAL(38,4)  money   remainder of v0
--   adj1                DECIMAL(38,4)  money   remainder of v1
--   unknown_origin      DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   change              DECIMAL(38,4)  money   v1 - v0
--   comparable          BOOLEAN        flag    the ledger reaches back over the period before and the look-back
--   lookback_months     INTEGER        months  how far the ledger reaches back before the period
--   new_is_upper_bound  BOOLEAN        flag    it reaches back less than 24 months
--   is_partial          BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, v0, repeat, growth, new, reactivated, contraction, lost, v1 from revenue_bridge order by period
-- notes:   The sums of revenue_split. v1 is the ledger of the period to the cent, rows that are never ranked included.
select
    s.period as period,
    s.period_start as period_start,
    s.period_end as period_end,
    sum(s.v0)::decimal(38, 4) as v0,
    sum(s.v1)::decimal(38, 4) as v1,
    sum(s.repeat)::decimal(38, 4) as repeat,
    sum(s.growth)::decimal(38, 4) as growth,
    sum(s.growth_annualised)::decimal(38, 4) as growth_annualised,
    sum(s.growth_organic)::decimal(38, 4) as growth_organic,
    sum(s.new)::decimal(38, 4) as new,
    sum(s.reactivated)::decimal(38, 4) as reactivated,
    sum(s.contraction)::decimal(38, 4) as contraction,
    sum(s.lost)::decimal(38, 4) as lost,
    sum(s.adj0)::decimal(38, 4) as adj0,
    sum(s.adj1)::decimal(38, 4) as adj1,
    sum(s.unknown_origin)::decimal(38, 4) as unknown_origin,
    (sum(s.v1) - sum(s.v0))::decimal(38, 4) as change,
    s.comparable as comparable,
    s.lookback_months as lookback_months,
    s.new_is_upper_bound as new_is_upper_bound,
    s.is_partial as is_partial,
from revenue_split(
    as_of := as_of, period_months := period_months, measure := measure, years := years, period_kind := period_kind, level := level
) as s
group by s.period, s.period_start, s.period_end, s.comparable, s.lookback_months, s.new_is_upper_bound, s.is_partial
order by s.period
