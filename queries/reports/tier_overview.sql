-- name:    tier_overview
-- kind:    report
-- summary: How many customers does each tier have, what do they bring, and what did they bring before?
-- grain:   one row per tier
-- source:  landscape
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   tier                VARCHAR        text   of the newest period
--   customers           BIGINT         count  customers in it
--   value               DECIMAL(38,4)  money  their value in the newest period
--   share               DOUBLE         ratio  of the value of all tiers; NULL when that is not positive
--   value_per_customer  DECIMAL(38,4)  money  value divided by customers
--   value_before        DECIMAL(38,4)  money  value of who was in the tier a period earlier
--   customers_before    BIGINT         count  how many those were
-- chart:   bar tier value
-- example: .report tier_overview
with now as (
    select l.tier, count(*) as customers, sum(l.value) as value
    from landscape(as_of := $as_of, measure := $measure) as l
    where l.period = 0 and l.tier is not null
    group by l.tier
),

before as (
    select l.tier, count(*) as customers, sum(l.value) as value
    from landscape(as_of := $as_of, measure := $measure) as l
    where l.period = 1 and l.tier is not null
    group by l.tier
)

select
    coalesce(n.tier, b.tier) as tier,
    coalesce(n.customers, 0)::bigint as customers,
    coalesce(n.value, 0)::decimal(38, 4) as value,
    case when sum(n.value) over () > 0 then coalesce(n.value, 0)::double / (sum(n.value) over ())::double end as share,
    (n.value::double / n.customers)::decimal(38, 4) as value_per_customer,
    coalesce(b.value, 0)::decimal(38, 4) as value_before,
    coalesce(b.customers, 0)::bigint as customers_before,
from now as n
full join before as b
    on n.tier = b.tier
order by 1
