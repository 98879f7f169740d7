-- name:    revenue_split
-- kind:    figure
-- summary: How much of each customer's value is repeat, growth, new or reactivated, and what was lost, period against period.
-- grain:   one row per period and customer_id with a line or a purchase in one of the period's windows
-- source:  config, customer_moves
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
with config as materialized (
    select c.reactivated_as as shown_as
    from landscape_base.config(as_of := as_of) as c
),

moves as (
    select
        m.*,
        m.was_active and m.is_active as stayed,
        m.is_active and not m.was_active as came,
        m.was_active and not m.is_active as left_us,
        case when m.v0 is not null and m.v1 is not null then greatest(m.v0, 0) end as positive0,
        case when m.v0 is not null and m.v1 is not null then greatest(m.v1, 0) end as positive1,
        case when m.v0 is not null and m.v1 is not null then 0 end as nothing,
    from landscape_base.customer_moves(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
),

parts as (
    select
        m.*,
        case when m.stayed then case when m.nothing = 0 then least(m.positive0, m.positive1) end else m.nothing end as kept,
        case when m.stayed then case when m.nothing = 0 then greatest(m.positive1 - m.positive0, 0) end else m.nothing end as grown,
        case when m.stayed then case when m.nothing = 0 then greatest(m.positive0 - m.positive1, 0) end else m.nothing end as shrunk,
        case when m.came and m.comparable and m.is_new then m.positive1 else m.nothing end as fresh,
        case when m.came and m.comparable and not m.is_new then m.positive1 else m.nothing end as returned,
        case when m.came and not m.comparable then m.positive1 else m.nothing end as unknown,
        case when m.left_us then m.positive0 else m.nothing end as gone,
    from moves as m
)

select
    p.period as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    p.customer_id as customer_id,
    case when p.comparable then p.movement end as movement,
    p.v0 as v0,
    p.v1 as v1,
    (p.kept + case when config.shown_as = 'repeat' then p.returned else p.nothing end)::decimal(38, 4) as repeat,
    p.grown::decimal(38, 4) as growth,
    (case when p.is_annualised then p.grown else p.nothing end)::decimal(38, 4) as growth_annualised,
    (case when p.is_annualised then p.nothing else p.grown end)::decimal(38, 4) as growth_organic,
    (p.fresh + case when config.shown_as = 'new' then p.returned else p.nothing end)::decimal(38, 4) as new,
    (case when config.shown_as = 'separate' then p.returned else p.nothing end)::decimal(38, 4) as reactivated,
    p.shrunk::decimal(38, 4) as contraction,
    p.gone::decimal(38, 4) as lost,
    (case when p.nothing is null then null when p.was_active then least(p.v0, 0) else p.v0 end)::decimal(38, 4) as adj0,
    (case when p.nothing is null then null when p.is_active then least(p.v1, 0) else p.v1 end)::decimal(38, 4) as adj1,
    p.unknown::decimal(38, 4) as unknown_origin,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
    p.is_partial as is_partial,
from parts as p
cross join config
