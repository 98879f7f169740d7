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

-- touches are many and accounts are few: they are put together before anything is joined
by_account as (
    select
        t.customer_id,
        count(*) filter (where t.day > config.start_day) as touch_count,
        count(*) filter (where t.day > config.start_day and t.class = 'personal') as personal_count,
        count(*) filter (where t.day > config.start_day and t.direction = 'out') as outbound_count,
        count(t.minutes) filter (where t.day > config.start_day) as timed_count,
        sum(t.minutes) filter (where t.day > config.start_day) as minutes,
        min(t.day) as first_day,
        max(t.day) as last_day,
    from landscape_base.touch_log(as_of := as_of) as t
    cross join config
    where t.customer_id is not null
    group by t.customer_id
)

select
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    sum(b.touch_count)::bigint as touches,
    sum(b.personal_count)::bigint as personal_touches,
    sum(b.outbound_count)::bigint as outbound_touches,
    sum(b.timed_count)::bigint as timed_touches,
    sum(b.minutes) / 60 as hours,
    min(b.first_day) as first_touch,
    max(b.last_day) as last_touch,
from by_account as b
inner join landscape_base.customers as cu
    on b.customer_id = cu.customer_id and cu.kind = 'ranked'
cross join config
group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
