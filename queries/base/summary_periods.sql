-- name:    summary_periods
-- kind:    base_table_macro
-- summary: The periods, each with the two further look-backs that summaries count by: churn_gap months up to its end, and the one that all periods share.
-- grain:   one row per period
-- source:  config, periods, period_edge
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period            INTEGER  number  0 is the newest
--   start_day         DATE     date    as in periods, and so all others up to has_ledger
--   end_day           DATE     date
--   is_partial        BOOLEAN  flag
--   before_start      DATE     date
--   before_end        DATE     date
--   active_start      DATE     date
--   active_end        DATE     date
--   active_end_start  DATE     date
--   lookback_months   INTEGER  months
--   comparable        BOOLEAN  flag
--   has_ledger        BOOLEAN  flag
--   gap_start         DATE     date    a purchase in (gap_start, end_day] makes an existing customer at the end of the period
--   common_months     INTEGER  months  the shortest look-back of a comparable period that ends in the ledger; NULL without one
--   common_start      DATE     date    a purchase in (common_start, start_day] makes who came in a customer that had bought before; NULL when not comparable
with config as (
    select c.churn_gap as gap, c.first_day
    from landscape_base.config(as_of := as_of) as c
),

numbered as (
    select
        p.*,
        config.gap,
        min(p.lookback_months) filter (where p.comparable and p.end_day >= config.first_day) over () as shared_months,
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    cross join config
)

select
    n.period as period,
    n.start_day as start_day,
    n.end_day as end_day,
    n.is_partial as is_partial,
    n.before_start as before_start,
    n.before_end as before_end,
    n.active_start as active_start,
    n.active_end as active_end,
    n.active_end_start as active_end_start,
    n.lookback_months as lookback_months,
    n.comparable as comparable,
    n.has_ledger as has_ledger,
    period_edge(n.end_day, n.gap) as gap_start,
    n.shared_months::integer as common_months,
    case when n.comparable then period_edge(n.start_day, n.shared_months) end as common_start,
from numbered as n
