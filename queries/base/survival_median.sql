-- name:    survival_median
-- kind:    base_table_macro
-- summary: The median time to an event in groups whose members may still be waiting, by the Kaplan-Meier estimate.
-- grain:   one row per group
-- source:
-- args:
--   cases  STRUCT[]  list  required  {item, days, ended}: the group, how long it took or has taken so far, and whether the event came
-- columns:
--   item         VARCHAR  text   group
--   cases        BIGINT   count  its members
--   events       BIGINT   count  of them with the event
--   median_days  DOUBLE   days   first time by which the share still waiting is half or less; NULL where it never is
-- notes:   S(t) = product over event times of 1 - d/n, n those who still wait just before t (Kaplan, Meier 1958). At equal times events come before those who leave.
with members as (
    select u.c.item as item, u.c.days as days, u.c.ended as ended
    from (select unnest(cases) as c) as u
),

times as (
    select m.item, m.days, count(*) as leavers, count(*) filter (where m.ended) as events
    from members as m
    group by m.item, m.days
),

at_risk as (
    select
        t.*,
        sum(t.leavers) over (partition by t.item order by t.days rows between current row and unbounded following) as waiting,
    from times as t
),

steps as (
    select
        a.item,
        a.days,
        a.leavers,
        a.events,
        product(1 - a.events / a.waiting::double) over (partition by a.item order by a.days) as surviving,
    from at_risk as a
)

select
    s.item as item,
    sum(s.leavers)::bigint as cases,
    sum(s.events)::bigint as events,
    (min(s.days) filter (where s.surviving <= 0.5 + 1e-12))::double as median_days,
from steps as s
group by s.item
