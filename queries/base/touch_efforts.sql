-- name:    touch_efforts
-- kind:    base_table_macro
-- summary: How much contact every customer had in the last months: touches, personal ones, hours.
-- grain:   one row per ranked customer (or parent) with a touch up to as_of
-- source:  basics, touch_log, landscape_base.customers, unit_of, period_edge
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
--   level   VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR  key    customer or root parent
--   touches           BIGINT   count  touches in the window, both directions
--   personal_touches  BIGINT   count  of them personal
--   outbound_touches  BIGINT   count  of them from us
--   timed_touches     BIGINT   count  of them with minutes
--   hours             DOUBLE   hours  of the timed ones; NULL when there is none
--   first_touch       DATE     date   day of the first touch ever
--   last_touch        DATE     date   day of the last touch ever
with config as materialized (
    select b.last_day, b.grain, period_edge(b.last_day, months::integer) as start_day
    from landscape_base.basics(as_of := as_of, level := level) as b
),

placed as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        t.day,
        t.class,
        t.direction,
        t.minutes,
        t.day > config.start_day as in_window,
    from landscape_base.touch_log(as_of := as_of) as t
    inner join landscape_base.customers as cu
        on t.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
)

select
    p.unit_id as customer_id,
    count(*) filter (where p.in_window) as touches,
    count(*) filter (where p.in_window and p.class = 'personal') as personal_touches,
    count(*) filter (where p.in_window and p.direction = 'out') as outbound_touches,
    count(p.minutes) filter (where p.in_window) as timed_touches,
    (sum(p.minutes) filter (where p.in_window)) / 60 as hours,
    min(p.day) as first_touch,
    max(p.day) as last_touch,
from placed as p
group by p.unit_id
