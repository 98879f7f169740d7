-- name:    band_8020
-- kind:    figure
-- summary: Customers as top 20, middle 60 and bottom 20 percent by what they leave over, and who costs more effort than they are worth.
-- grain:   one row per customer_id with at least one line in the window
-- source:  ranked_spans, tier_span, customer_orders, effort_measure
-- kept:    rank, customer_id
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  NULL  length of the window; the setting tier_months when NULL
--   level   VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id             VARCHAR        key    never NULL
--   name                    VARCHAR        text   NULL when unknown
--   status                  VARCHAR        text   existing, ex-customer or prospect
--   measure                 VARCHAR        text   contribution when a cost to serve is loaded, else profit
--   value                   DECIMAL(38,4)  money  the measure; NULL below the cost coverage wanted
--   rank                    BIGINT         rank   1 is best, ties share it
--   band                    VARCHAR        text   top, middle or bottom; NULL for who neither bought nor only returned
--   more_effort_than_worth  BOOLEAN        flag   value is below 0; NULL when that is
--   revenue                 DECIMAL(38,4)  money  revenue in the window
--   profit                  DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   cost_to_serve           DECIMAL(38,4)  money  profit less contribution; NULL as they are
--   contribution            DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   cost_coverage           DOUBLE         ratio  value with a known cost divided by value
--   reason                  VARCHAR        text   why figures are NULL
--   as_of                   DATE           date   last day, inclusive
-- example: select band, count(*) as customers, sum(value) as value from band_8020 group by band order by value desc
-- notes:   top: fewer than 20 percent lie strictly above; bottom: fewer than 20 percent strictly below; both at once is middle.
select
    r.customer_id as customer_id,
    o.name as name,
    o.status as status,
    landscape_base.effort_measure() as measure,
    r.value as value,
    r.rank as rank,
    r.band as band,
    r.value < 0 as more_effort_than_worth,
    r.net as revenue,
    r.profit as profit,
    (r.profit - r.contribution)::decimal(38, 4) as cost_to_serve,
    r.contribution as contribution,
    r.cost_coverage as cost_coverage,
    r.reason as reason,
    r.end_day as as_of,
from landscape_base.ranked_spans(
    spans := landscape_base.tier_span(as_of, months), as_of := as_of, measure := landscape_base.effort_measure(), level := level
) as r
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on r.customer_id = o.customer_id
where r.kind = 'ranked'
