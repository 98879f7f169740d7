-- name:    least_profitable
-- kind:    figure
-- summary: Customers from the least to the most profitable, with what they cost to serve.
-- grain:   one row per customer_id with at least one line in the window
-- source:  band_8020
-- kept:    position
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  NULL  length of the window; the setting tier_months when NULL
--   level   VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   position                BIGINT         rank   1 is the least profitable, ties by customer_id; NULL when value is
--   customer_id             VARCHAR        key    never NULL
--   name                    VARCHAR        text   NULL when unknown
--   status                  VARCHAR        text   existing, ex-customer or prospect
--   band                    VARCHAR        text   top, middle or bottom
--   measure                 VARCHAR        text   contribution when a cost to serve is loaded, else profit
--   value                   DECIMAL(38,4)  money  the measure; NULL below the cost coverage wanted
--   revenue                 DECIMAL(38,4)  money  revenue in the window
--   profit                  DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   cost_to_serve           DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   contribution            DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   margin_ratio            DOUBLE         ratio  value divided by revenue; NULL when revenue is not positive
--   more_effort_than_worth  BOOLEAN        flag   value is below 0
--   cost_coverage           DOUBLE         ratio  value with a known cost divided by value
--   reason                  VARCHAR        text   why figures are NULL
-- example: from least_profitable limit 20
select
    case when b.value is not null then row_number() over (order by b.value nulls last, b.customer_id) end as position,
    b.customer_id as customer_id,
    b.name as name,
    b.status as status,
    b.band as band,
    b.measure as measure,
    b.value as value,
    b.revenue as revenue,
    b.profit as profit,
    b.cost_to_serve as cost_to_serve,
    b.contribution as contribution,
    case when b.revenue > 0 then b.value::double / b.revenue::double end as margin_ratio,
    b.more_effort_than_worth as more_effort_than_worth,
    b.cost_coverage as cost_coverage,
    b.reason as reason,
from band_8020(as_of := as_of, months := months, level := level) as b
order by b.value nulls last, b.customer_id
