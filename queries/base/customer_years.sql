-- name:    customer_years
-- kind:    base_table_macro
-- summary: The tier and value of every customer in each year in which it bought, years counted back from as_of as far as the ledger reaches.
-- grain:   one row per ranked customer (or parent) and year with a purchase
-- source:  config, ranked_spans, period_edge
-- kept:    years_ago, customer_id
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key     customer or root parent
--   years_ago    INTEGER        number  0 for the last 12 months
--   start_day    DATE           date    last day before the year
--   end_day      DATE           date    its last day
--   tier         VARCHAR        text    tier of that year; NULL when the measure has none
--   value        DECIMAL(38,4)  money   the measure in that year
--   purchases    BIGINT         count   1 or more
-- notes:   The years are edge to edge (common rule CS1), so that all customers of one year are ranked together.
with years as (
    select k as years_ago, period_edge(c.as_of, (12 * k + 12)::integer) as start_day, period_edge(c.as_of, (12 * k)::integer) as end_day,
    from landscape_base.config(as_of := as_of, level := level) as c, range(0, 100) as ages(k)
    where c.as_of is not null and period_edge(c.as_of, (12 * k)::integer) >= c.first_day
),

spans as (
    select list({'start_day': y.start_day, 'end_day': y.end_day}) as spans
    from years as y
)

select
    r.customer_id as customer_id,
    y.years_ago::integer as years_ago,
    y.start_day::date as start_day,
    y.end_day::date as end_day,
    r.tier as tier,
    r.value as value,
    r.purchases as purchases,
from landscape_base.ranked_spans(
    spans := (select s.spans from spans as s), as_of := as_of, measure := measure, level := level
) as r
inner join years as y
    on r.start_day = y.start_day
where r.kind = 'ranked' and r.purchases > 0
