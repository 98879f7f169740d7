-- name:    span_roles
-- kind:    base_table_macro
-- summary: What each span of days is to each period: its own window, the one compared with, or a look-back.
-- grain:   one row per period and role
-- source:  periods
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   compare        VARCHAR  text    'previous'  previous or same_season
-- columns:
--   period     INTEGER  number  0 is the newest
--   role       VARCHAR  text    own, before, active_start or active_end
--   start_day  DATE     date    of the span
--   end_day    DATE     date    of the span
select
    p.period as period,
    r.role as role,
    case r.role
        when 'own' then p.start_day
        when 'before' then p.before_start
        when 'active_start' then p.active_start
        else p.active_end_start
    end as start_day,
    case r.role
        when 'own' then p.end_day
        when 'before' then p.before_end
        when 'active_start' then p.active_end
        else p.end_day
    end as end_day,
from landscape_base.periods(
    as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, compare := compare
) as p
cross join (values ('own'), ('before'), ('active_start'), ('active_end')) as r (role)
