-- name:    return_on_time
-- kind:    figure
-- summary: What an hour spent on each customer brings: contribution of the last 12 months divided by the hours of its touches (D2).
-- grain:   one row per customer_id with a touch, a revenue or a cost to serve in the last 12 months
-- source:  customer_facts, touch_efforts, touches
-- kept:    return_rank, customer_id
-- needs:   touches
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id            VARCHAR        key     never NULL
--   name                   VARCHAR        text    NULL when unknown
--   status                 VARCHAR        text    existing, ex-customer or prospect
--   tier                   VARCHAR        text    tier of the last tier_months; NULL without a line in them
--   rank                   BIGINT         rank    1 is best, ties share it
--   revenue                DECIMAL(38,4)  money   of the last 12 months
--   contribution           DECIMAL(38,4)  money   profit less cost to serve; NULL below the cost coverage wanted
--   touches                BIGINT         count   of the last 12 months
--   timed_touches          BIGINT         count   of them with minutes
--   hours                  DOUBLE         hours   of these; NULL without any
--   contribution_per_hour  DOUBLE         number  in base currency; NULL without hours
--   revenue_per_hour       DOUBLE         number  in base currency; NULL without hours
--   times_average          DOUBLE         number  contribution_per_hour divided by that of all customers with hours together; NULL when that is not positive
--   return_rank            BIGINT         rank    1 brings most per hour, ties share it; NULL as contribution_per_hour is
--   as_of                  DATE           date    last day, inclusive
-- example: select customer_id, tier, hours, contribution_per_hour, times_average from return_on_time where hours > 1 order by return_rank
-- notes:   Hours count as far as touches say their minutes; timed_touches beside touches shows how far that is. The cost of touches is part of the
--   cost to serve.
with efforts as (
    select t.*
    from landscape_base.touch_efforts(as_of := as_of, level := level) as t
),

earned as (
    select
        f.customer_id,
        f.name,
        f.status,
        f.tier,
        f.rank,
        f.value_12m as net,
        f.profit_12m - f.service_12m as left_over,
        coalesce(e.touches, 0) as contacts,
        coalesce(e.timed_touches, 0) as timed,
        nullif(e.hours, 0) as spent,
        f.as_of,
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
    left join efforts as e
        on f.customer_id = e.customer_id
    where exists(select 1 from touches) and (e.touches > 0 or f.value_12m != 0 or f.service_12m != 0)
),

rated as (
    select
        e.*,
        e.left_over::double / e.spent as per_hour,
        (sum(e.left_over) filter (where e.spent > 0) over ())::double
            / nullif(sum(e.spent) filter (where e.left_over is not null) over (), 0) as average,
    from earned as e
)

select
    r.customer_id as customer_id,
    r.name as name,
    r.status as status,
    r.tier as tier,
    r.rank as rank,
    r.net as revenue,
    r.left_over::decimal(38, 4) as contribution,
    r.contacts as touches,
    r.timed as timed_touches,
    r.spent as hours,
    r.per_hour as contribution_per_hour,
    r.net::double / r.spent as revenue_per_hour,
    case when r.average > 0 then r.per_hour / r.average end as times_average,
    case when r.per_hour is not null then rank() over (order by r.per_hour desc nulls last) end as return_rank,
    r.as_of as as_of,
from rated as r
order by return_rank nulls last, r.customer_id
