-- name:    survival_median
-- kind:    base_table_macro
-- summary: The median time to an event in groups whose members may still be waiting, by the Kaplan-Meier estimate.
-- grain:   one row per group
-- source:
-- args:
--   items  VARCHAR[]  list  required  the group of each case
--   days   INTEGER[]  list  required  how long it took or has taken so far
--   ended  BOOLEAN[]  list  required  whether the event came; the three lists are in one order
-- columns:
--   item         VARCHAR  text   group
--   cases        BIGINT   count  its members
--   events       BIGINT   count  of them with the event
--   median_days  DOUBLE   days   first time by which the share still waiting is half or less; NULL where it never is
-- notes:   S(t) = product over event times of 1 - d/n, n those who still wait just before t (Kaplan, Meier 1958). At equal times events come before those who leave.
with members as (
    select unnest(items) as item, unnest(days) as day_count, unnest(ended) as has_ended
),

times as (
    select m.item, m.day_count, count(*) as leavers, count(*) filter (where m.has_ended) as events
    from members as m
    group by m.item, m.day_count
),

at_risk as (
    select
        t.*,
        sum(t.leavers) over (partition by t.item order by t.day_count rows between current row and unbounded following) as waiting,
    from times as t
),

steps as (
    select
        a.item,
        a.day_count,
        a.leavers,
        a.events,
        product(1 - a.events / a.waiting::double) over (partition by a.item order by a.day_count) as surviving,
    from at_risk as a
)

select
    s.item as item,
    sum(s.leavers)::bigint as cases,
    sum(s.events)::bigint as events,
    (min(s.day_count) filter (where s.surviving <= 0.5 + 1e-12))::double as median_days,
from steps as s
group by s.item
