-- name:    basics
-- kind:    base_table_macro
-- summary: The few settings that every pass over the base tables needs, resolved as in config.
-- grain:   one row
-- source:  settings_row, this_day
-- kept:    last_day
-- args:
--   as_of  DATE     date  NULL  last day, inclusive
--   level  VARCHAR  text  NULL  customer or parent
-- columns:
--   last_day   DATE     date    as_of in force
--   grain      VARCHAR  text    level in force
--   matching   VARCHAR  text    credit_match in force
--   crediting  VARCHAR  text    credit_period in force
--   gap        INTEGER  months  churn_gap in force
-- notes:   A part of config with the checks of these settings alone, because a small query spends its time on planning and config is the
--   larger plan.
with chosen as (
    select
        coalesce(as_of::date, getvariable('landscape_as_of')::date, s.as_of, least(s.last_day, landscape_base.this_day())) as c_last_day,
        coalesce(level::varchar, getvariable('landscape_level')::varchar, s.level) as c_level,
        coalesce(getvariable('landscape_credit_match')::varchar, s.credit_match) as c_matching,
        coalesce(getvariable('landscape_credit_period')::varchar, s.credit_period) as c_crediting,
        coalesce(getvariable('landscape_churn_gap')::integer, s.churn_gap) as c_gap,
    from landscape_base.settings_row as s
)

select
    c.c_last_day as last_day,
    case
        when c.c_level is null or c.c_level in ('customer', 'parent') then c.c_level
        else error('setting level: ' || c.c_level || ' is not allowed; use one of customer, parent')
    end as grain,
    case
        when c.c_matching is null or c.c_matching in ('auto', 'linked') then c.c_matching
        else error('setting credit_match: ' || c.c_matching || ' is not allowed; use one of auto, linked')
    end as matching,
    case
        when c.c_crediting is null or c.c_crediting in ('own', 'origin') then c.c_crediting
        else error('setting credit_period: ' || c.c_crediting || ' is not allowed; use one of own, origin')
    end as crediting,
    c.c_gap as gap,
from chosen as c
