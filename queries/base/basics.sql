-- name:    basics
-- kind:    base_table_macro
-- summary: The few settings that every pass over the base tables needs, resolved as in config.
-- grain:   one row
-- source:  settings_row
-- args:
--   as_of  DATE     date  NULL  last day, inclusive
--   level  VARCHAR  text  NULL  customer or parent
-- columns:
--   last_day   DATE     date    as_of in force
--   grain      VARCHAR  text    level in force
--   matching   VARCHAR  text    credit_match in force
--   crediting  VARCHAR  text    credit_period in force
--   gap        INTEGER  months  churn_gap in force
-- notes:   A part of config without its checks, because a small query spends its time on planning and config is the larger plan. Every
--   figure reads config as well, which raises the errors.
select
    coalesce(as_of::date, getvariable('landscape_as_of')::date, s.as_of, least(s.last_day, current_date)) as last_day,
    coalesce(level, getvariable('landscape_level')::varchar, s.level) as grain,
    coalesce(getvariable('landscape_credit_match')::varchar, s.credit_match) as matching,
    coalesce(getvariable('landscape_credit_period')::varchar, s.credit_period) as crediting,
    coalesce(getvariable('landscape_churn_gap')::integer, s.churn_gap) as gap,
from landscape_base.settings_row as s
