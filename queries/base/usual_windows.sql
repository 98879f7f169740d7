-- name:    usual_windows
-- kind:    base_table_macro
-- summary: The windows that most figures sum by default: the periods with what they are compared with and all together, the tier windows and the years before.
-- grain:   one row per window
-- source:  config, periods, period_edge
-- kept:    start_day, end_day
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   start_day  DATE  date  open start of the window
--   end_day    DATE  date  last day, inclusive
-- notes:   A figure may ask for any other window; what is kept of these is then of no use to it.
with config as materialized (
    select c.as_of as last_day, c.first_day, c.tier_months
    from landscape_base.config(as_of := as_of, level := level) as c
    where c.as_of is not null
),

period_rows as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of) as p
),

windows as (
    select p.start_day, p.end_day from period_rows as p
    union all
    select p.before_start, p.before_end from period_rows as p
    union all
    select p.active_start, p.active_end from period_rows as p
    union all
    select p.active_end_start, p.end_day from period_rows as p
    union all
    select min(p.start_day), max(p.end_day) from period_rows as p where p.has_ledger
    union all
    select period_edge(config.last_day, config.tier_months), config.last_day from config
    union all
    select period_edge(config.last_day, 2 * config.tier_months), period_edge(config.last_day, config.tier_months) from config
    union all
    select period_edge(config.last_day, (12 * ages.k + 12)::integer), period_edge(config.last_day, (12 * ages.k)::integer)
    from config, range(0, 100) as ages(k)
    where period_edge(config.last_day, (12 * ages.k)::integer) >= config.first_day
)

select distinct w.start_day::date as start_day, w.end_day::date as end_day
from windows as w
where w.start_day is not null and w.end_day is not null
