-- name:    prospect_funnel
-- kind:    figure
-- summary: How far prospects come on their way to a first order: how many reach each stage, go on from it and become customers, and how long that takes.
-- grain:   one row per stage, and one for those who became customers
-- source:  basics, leads, survival_median
-- needs:   prospects
-- kept:    place
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   place             INTEGER  number  1 for the first stage; NULL for a stage whose place is unknown
--   stage             VARCHAR  text    awareness, research, comparison, purchase, other stages of the source, (unknown), and customer
--   prospects         BIGINT   count   prospects whose last stage this is, without those who became customers; of the row customer, all who did
--   reached           BIGINT   count   prospects that came at least to the stage: those there or further, and all who became customers
--   converted         BIGINT   count   of them became customers
--   next_rate         DOUBLE   ratio   reached the next stage by reached; NULL for the last and for stages whose place is unknown
--   conversion_rate   DOUBLE   ratio   converted by reached
--   median_days       DOUBLE   days    creation to first order of those who reached the stage, open ones censored (Kaplan-Meier); NULL if half of them never do
--   median_open_days  DOUBLE   days    since creation of those who are in the stage; NULL without one
--   as_of             DATE     date    last day, inclusive
-- example: select stage, prospects, reached, next_rate, conversion_rate, median_days from prospect_funnel order by place
-- notes:   The source gives the last stage of a prospect and no dates of stages, so that times run from its creation. A prospect that became a customer counts as
--   having passed all stages with a place; of stages of the source without one it counts in its own.
with members as materialized (
    select
        case when l.stage is null then '(unknown)' else l.stage end as stage,
        list_position(['awareness', 'research', 'comparison', 'purchase'], lower(l.stage)) as place,
        l.converted,
        case
            when l.converted then (l.converted_date - l.created_date)
            else (b.last_day - l.created_date)
        end::integer as days,
        (b.last_day - l.created_date)::integer as age,
        b.last_day,
    from landscape_base.leads(as_of := as_of) as l
    cross join landscape_base.basics(as_of := as_of) as b
),

stages as (
    select distinct nullif(m.place, 0) as place, case when coalesce(m.place, 0) > 0 then lower(m.stage) else m.stage end as stage
    from members as m
    union
    select s.place, s.stage
    from (values (1, 'awareness'), (2, 'research'), (3, 'comparison'), (4, 'purchase'), (5, 'customer')) as s(place, stage)
    where exists (select 1 from members as m where m.place > 0 or m.converted)
),

reached as materialized (
    select s.place, s.stage, m.converted, m.days, m.age, m.last_day, m.place = s.place or (s.place is null and m.stage = s.stage) as there
    from stages as s
    inner join members as m
        on case
            when s.place is null then m.stage = s.stage
            else m.converted or (s.place <= 4 and m.place >= s.place)
        end
),

times as (
    select t.item as stage, t.median_days
    from landscape_base.survival_median(
        items := (select list(r.stage order by r.stage, r.days, r.converted) from reached as r where r.days >= 0),
        days := (select list(r.days order by r.stage, r.days, r.converted) from reached as r where r.days >= 0),
        ended := (select list(r.converted order by r.stage, r.days, r.converted) from reached as r where r.days >= 0)
    ) as t
),

counted as (
    select
        r.place,
        r.stage,
        count(*) as reached,
        count(*) filter (where r.converted) as converted,
        count(*) filter (where r.there and not r.converted) as here,
        median(r.age) filter (where r.there and not r.converted) as open_days,
        any_value(r.last_day) as last_day,
    from reached as r
    group by r.place, r.stage
)

select
    c.place::integer as place,
    c.stage as stage,
    case when c.place = 5 then c.converted else c.here end as prospects,
    c.reached as reached,
    c.converted as converted,
    case when c.place < 5 then coalesce(n.reached, 0) / c.reached end::double as next_rate,
    c.converted / c.reached::double as conversion_rate,
    t.median_days as median_days,
    c.open_days::double as median_open_days,
    c.last_day as as_of,
from counted as c
left join counted as n
    on n.place = c.place + 1
left join times as t
    on c.stage = t.stage
