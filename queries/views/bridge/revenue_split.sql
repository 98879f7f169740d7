-- name:    revenue_split
-- kind:    figure
-- summary: How much of each customer's value is repeat, growth, new or reactivated, and what was lost, period against period.
-- grain:   one row per period and customer_id with a line or a purchase in one of the period's windows
-- source:  customer_moves, split_of
-- kept:    period, customer_id
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
--   customer_id         VARCHAR        key     customer or parent; '(unassigned)', '(generic)', '(internal)' for what is never ranked
--   movement            VARCHAR        text    new, reactivated, grown, flat, shrunk or lost; NULL for neither, and when not comparable
--   v0                  DECIMAL(38,4)  money   value of the window compared with; NULL, as is the split, below the cost coverage wanted
--   v1                  DECIMAL(38,4)  money   value of the period
--   repeat              DECIMAL(38,4)  money   part of v1 that was there before
--   growth              DECIMAL(38,4)  money   more than before; growth_annualised + growth_organic
--   growth_annualised   DECIMAL(38,4)  money   growth of customers whose first order lies in the period before
--   growth_organic      DECIMAL(38,4)  money   growth of the others
--   new                 DECIMAL(38,4)  money   v1 of customers whose first order ever lies in the period
--   reactivated         DECIMAL(38,4)  money   v1 of customers that had been silent
--   contraction         DECIMAL(38,4)  money   less than before, of customers that stayed
--   lost                DECIMAL(38,4)  money   v0 of customers that left
--   adj0                DECIMAL(38,4)  money   remainder of v0: credit of buyers, everything of who did not buy
--   adj1                DECIMAL(38,4)  money   remainder of v1
--   unknown_origin      DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   comparable          BOOLEAN        flag    the ledger reaches back over the period before and the look-back
--   lookback_months     INTEGER        months  how far the ledger reaches back before the period
--   new_is_upper_bound  BOOLEAN        flag    it reaches back less than 24 months
--   is_partial          BOOLEAN        flag    a calendar or fiscal period that is not complete; v0 is the same elapsed part
-- example: select movement, sum(v0) as before, sum(v1) as after from revenue_split where period = 0 group by movement order by after desc
-- notes:   Exact: v1 = repeat + growth + new + reactivated + unknown_origin + adj1, and in a comparable period
--   v1 - v0 = new + reactivated + growth - contraction - lost + adj1 - adj0. With the setting reactivated_as new or repeat, reactivated
--   value is shown there and the movement keeps its name; the second identity then holds with it moved back.
with split_moves as (
    select m.*
    from landscape_base.customer_moves(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
)

select
    s.period as period,
    s.period_start as period_start,
    s.period_end as period_end,
    s.customer_id as customer_id,
    s.movement as movement,
    s.v0 as v0,
    s.v1 as v1,
    s.repeat as repeat,
    s.growth as growth,
    s.growth_annualised as growth_annualised,
    s.growth_organic as growth_organic,
    s.new as new,
    s.reactivated as reactivated,
    s.contraction as contraction,
    s.lost as lost,
    s.adj0 as adj0,
    s.adj1 as adj1,
    s.unknown_origin as unknown_origin,
    s.comparable as comparable,
    s.lookback_months as lookback_months,
    s.new_is_upper_bound as new_is_upper_bound,
    s.is_partial as is_partial,
from landscape_base.split_of(given := 'split_moves', as_of := as_of) as s
