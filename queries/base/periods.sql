-- name:    periods
-- kind:    base_table_macro
-- summary: The periods of the landscape with the windows that each is compared over (common rules CS1 and CS10).
-- grain:   one row per period
-- source:  config, period_edge, month_edge
-- kept:    period
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   compare        VARCHAR  text    'previous'  previous, or same_season for the same months a year earlier
-- columns:
--   period            INTEGER  number  0 is the newest
--   start_day         DATE     date    last day before the period; every window is open here and closed at its end
--   end_day           DATE     date    last day of the period, never after as_of
--   is_partial        BOOLEAN  flag    a calendar or fiscal period that is not complete at as_of
--   before_start      DATE     date    window compared with: last day before it
--   before_end        DATE     date    window compared with: last day
--   active_start      DATE     date    look-back at the start of the period: a purchase in (active_start, active_end] means active then
--   active_end        DATE     date    the start of the period
--   active_end_start  DATE     date    look-back at the end of the period: a purchase in (active_end_start, end_day] means active then
--   lookback_months   INTEGER  months  whole months from ledger_complete_from to the period's first day; 0 when it lies later
--   comparable        BOOLEAN  flag    the ledger reaches back over the window compared with and over the look-back
--   has_ledger        BOOLEAN  flag    the ledger has a line on or before as_of
-- notes:   Rolling edges come from as_of itself, so month ends stay month ends. A partial period is compared with the same elapsed
--   part of the one before.
with config as (
    select
        c.as_of as last_day,
        compare as comparison,
        c.period_months as months,
        c.period_kind as kind,
        case when c.period_kind = 'fiscal' then c.fiscal_start_month else 1 end as first_month,
        c.ledger_complete_from as complete_from,
        greatest(c.period_months, c.churn_gap) as gap,
        (c.years * 12 + c.period_months - 1) // c.period_months as period_count,
        c.first_day <= c.as_of as has_lines,
    from landscape_base.config(
        as_of := as_of, years := years, period_months := period_months, period_kind := period_kind
    ) as c
),

numbered as (
    select
        config.*,
        unnest(range(config.period_count))::integer as k,
        -- number of the calendar period that holds as_of, counted in months since year 0
        (year(config.last_day) * 12 + month(config.last_day) - config.first_month) // config.months as current_no,
    from config
),

edges as (
    select
        numbered.*,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, (numbered.k + 1) * numbered.months)
            else landscape_base.month_edge((numbered.current_no - numbered.k) * numbered.months + numbered.first_month - 1)
        end as own_start,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, numbered.k * numbered.months)
            else landscape_base.month_edge((numbered.current_no - numbered.k + 1) * numbered.months + numbered.first_month - 1)
        end as full_end,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, (numbered.k + 2) * numbered.months)
            else landscape_base.month_edge((numbered.current_no - numbered.k - 1) * numbered.months + numbered.first_month - 1)
        end as previous_start,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, (numbered.k + 1) * numbered.months + numbered.gap)
        end as rolling_active_start,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, numbered.k * numbered.months + numbered.gap)
        end as rolling_active_end_start,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, (numbered.k + 1) * numbered.months + 12)
        end as rolling_season_start,
        case
            when numbered.kind = 'rolling' then period_edge(numbered.last_day, numbered.k * numbered.months + 12)
        end as rolling_season_end,
    from numbered
),

windows as (
    select
        edges.*,
        least(edges.full_end, edges.last_day) as own_end,
        edges.full_end > edges.last_day as partial,
        case
            when edges.comparison = 'same_season' then coalesce(edges.rolling_season_start, period_edge(edges.own_start, 12))
            else edges.previous_start
        end as earlier_start,
        case
            when edges.comparison = 'same_season'
                then coalesce(edges.rolling_season_end, period_edge(least(edges.full_end, edges.last_day), 12))
            when edges.full_end > edges.last_day then period_edge(edges.last_day, edges.months)
            else edges.own_start
        end as earlier_end,
    from edges
),

active as (
    select
        windows.*,
        coalesce(windows.rolling_active_start, period_edge(windows.own_start, windows.gap)) as activity_start,
        coalesce(windows.rolling_active_end_start, period_edge(windows.own_end, windows.gap)) as activity_end_start,
    from windows
)

select
    a.k as period,
    a.own_start as start_day,
    a.own_end as end_day,
    a.partial as is_partial,
    a.earlier_start as before_start,
    a.earlier_end as before_end,
    a.activity_start as active_start,
    a.own_start as active_end,
    a.activity_end_start as active_end_start,
    greatest(date_sub('month', a.complete_from, a.own_start + 1), 0)::integer as lookback_months,
    coalesce(a.complete_from <= a.earlier_start + 1 and a.complete_from <= a.activity_start + 1, false) as comparable,
    coalesce(a.has_lines, false) as has_ledger,
from active as a
order by a.k
