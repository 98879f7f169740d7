-- name:    revenue_bridge
-- kind:    figure
-- summary: From the value of one period to the next: repeat, growth, new, reactivated, contraction and lost, adding up to the ledger.
-- grain:   one row per period
-- source:  revenue_split, periods
-- kept:    period
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
--   left_out            BIGINT         count   customers in none of the sums, because too little of their cost is known
--   comparable          BOOLEAN        flag    the ledger reaches back over the period before and the look-back
--   lookback_months     INTEGER        months  how far the ledger reaches back before the period
--   new_is_upper_bound  BOOLEAN        flag    it reaches back less than 24 months
--   is_partial          BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, v0, repeat, growth, new, reactivated, contraction, lost, v1 from revenue_bridge order by period
-- notes:   The sums of revenue_split. v1 is the ledger of the period to the cent, rows that are never ranked included. A period without
--   lines is a row of zeros; by profit every sum is NULL when the cost of too little value is known.
with sums as (
    select
        s.period as k,
        sum(s.v0) filter (where s.repeat is not null) as before,
        sum(s.v1) filter (where s.repeat is not null) as after,
        sum(s.repeat) as kept,
        sum(s.growth) as grown,
        sum(s.growth_annualised) as grown_first_year,
        sum(s.growth_organic) as grown_later,
        sum(s.new) as fresh,
        sum(s.reactivated) as returned,
        sum(s.contraction) as shrunk,
        sum(s.lost) as gone,
        sum(s.adj0) as rest0,
        sum(s.adj1) as rest1,
        sum(s.unknown_origin) as unknown,
        count(*) filter (where s.repeat is null) as uncovered,
    from revenue_split(
        as_of := as_of, period_months := period_months, measure := measure, years := years, period_kind := period_kind, level := level
    ) as s
    group by s.period
)

select
    p.period as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    (case when s.k is null then 0 else s.before end)::decimal(38, 4) as v0,
    (case when s.k is null then 0 else s.after end)::decimal(38, 4) as v1,
    (case when s.k is null then 0 else s.kept end)::decimal(38, 4) as repeat,
    (case when s.k is null then 0 else s.grown end)::decimal(38, 4) as growth,
    (case when s.k is null then 0 else s.grown_first_year end)::decimal(38, 4) as growth_annualised,
    (case when s.k is null then 0 else s.grown_later end)::decimal(38, 4) as growth_organic,
    (case when s.k is null then 0 else s.fresh end)::decimal(38, 4) as new,
    (case when s.k is null then 0 else s.returned end)::decimal(38, 4) as reactivated,
    (case when s.k is null then 0 else s.shrunk end)::decimal(38, 4) as contraction,
    (case when s.k is null then 0 else s.gone end)::decimal(38, 4) as lost,
    (case when s.k is null then 0 else s.rest0 end)::decimal(38, 4) as adj0,
    (case when s.k is null then 0 else s.rest1 end)::decimal(38, 4) as adj1,
    (case when s.k is null then 0 else s.unknown end)::decimal(38, 4) as unknown_origin,
    (case when s.k is null then 0 else s.after - s.before end)::decimal(38, 4) as change,
    coalesce(s.uncovered, 0)::bigint as left_out,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
    p.is_partial as is_partial,
from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
left join sums as s
    on p.period = s.k
where p.has_ledger
order by p.period
