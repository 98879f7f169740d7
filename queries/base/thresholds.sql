-- name:    thresholds
-- kind:    base_table_macro
-- summary: The thresholds that a few figures read, resolved and checked: argument, session variable, stored setting.
-- grain:   one row
-- source:  settings_row
-- args:
--   alert_p       DOUBLE   ratio  NULL  probability below which a silence is an alert
--   focus_limit   INTEGER  count  NULL  length of the focus list
--   active_days   INTEGER  days   NULL  days within which a client is active
--   nonactive_to  INTEGER  days   NULL  days after which a client is lost
--   sticky        DOUBLE   ratio  NULL  how far a customer must pass a cut before its CRM label changes
-- columns:
--   alert_p       DOUBLE   ratio  never NULL; between 0 and 1, both excluded
--   focus_limit   INTEGER  count  never NULL
--   active_days   INTEGER  days   never NULL
--   nonactive_to  INTEGER  days   never NULL
--   sticky        DOUBLE   ratio  never NULL; a share of the total
-- notes:   They stand apart from config so that its plan, which most figures carry, does not grow. A fault is an error that names the
--   setting, its value and what is allowed.
with chosen as (
    select
        coalesce(alert_p::double, getvariable('landscape_alert_p')::double, s.alert_p) as c_alert_p,
        coalesce(focus_limit::integer, getvariable('landscape_focus_limit')::integer, s.focus_limit) as c_focus_limit,
        coalesce(active_days::integer, getvariable('landscape_active_days')::integer, s.active_days) as c_active_days,
        coalesce(nonactive_to::integer, getvariable('landscape_nonactive_to')::integer, s.nonactive_to) as c_nonactive_to,
        coalesce(sticky::double, getvariable('landscape_sticky')::double, s.sticky) as c_sticky,
    from landscape_base.settings_row as s
)

select
    case
        when c.c_alert_p > 0 and c.c_alert_p < 1 then c.c_alert_p
        else error('setting alert_p: ' || c.c_alert_p::varchar || ' is not allowed; use a fraction between 0 and 1')
    end as alert_p,
    case
        when c.c_focus_limit between 0 and 1000000 then c.c_focus_limit
        else error('setting focus_limit: ' || c.c_focus_limit::varchar || ' is not allowed; use a whole number from 0 to 1000000')
    end as focus_limit,
    case
        when c.c_active_days between 1 and 100000 then c.c_active_days
        else error('setting active_days: ' || c.c_active_days::varchar || ' is not allowed; use a whole number from 1 to 100000')
    end as active_days,
    case
        when c.c_nonactive_to between 1 and 100000 then c.c_nonactive_to
        else error('setting nonactive_to: ' || c.c_nonactive_to::varchar || ' is not allowed; use a whole number from 1 to 100000')
    end as nonactive_to,
    case
        when c.c_sticky between 0 and 1 then c.c_sticky
        else error('setting sticky: ' || c.c_sticky::varchar || ' is not allowed; use a fraction from 0 to 1')
    end as sticky,
from chosen as c
