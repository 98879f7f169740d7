-- name:    rank_windows
-- kind:    base_table_macro
-- summary: The windows whose ranks views of customers look at by default: the tier window, the one before it, the last 12 months.
-- grain:   one row per window
-- source:  config, period_edge
-- kept:    start_day, end_day
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   start_day  DATE  date  open start of the window
--   end_day    DATE  date  last day, inclusive
with config as materialized (
    select c.as_of as last_day, c.tier_months
    from landscape_base.config(as_of := as_of, level := level) as c
    where c.as_of is not null
),

windows as (
    select period_edge(config.last_day, config.tier_months) as start_day, config.last_day as end_day from config
    union
    select period_edge(config.last_day, 2 * config.tier_months), period_edge(config.last_day, config.tier_months) from config
    union
    select period_edge(config.last_day, 12), config.last_day from config
)

select w.start_day::date as start_day, w.end_day::date as end_day
from windows as w
