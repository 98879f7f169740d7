-- name:    product_moves
-- kind:    base_table_macro
-- summary: What every customer bought of each product or product line in the churn windows.
-- grain:   one row per customer (or parent) and product with a line in either window
-- source:  churn_length, churn_comparison, periods, product_sales
-- kept:    customer_id
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   months         INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare        VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   product_id     VARCHAR        key    product, or line at level line; '(none)' without one
--   in_profile     BOOLEAN        flag   counts as a product; freight, fees and samples do not
--   v0             DECIMAL(38,4)  money  net value in the window compared with
--   v1             DECIMAL(38,4)  money  net value in the newest window
--   product_level  VARCHAR        text   level in force: line when 80 % of the value has a line, unless set
with churn_windows as materialized (
    select p.before_start, p.before_end, p.start_day, p.end_day
    from landscape_base.periods(
        as_of := as_of,
        period_months := landscape_base.churn_length(months),
        years := 1,
        period_kind := 'rolling',
        compare := landscape_base.churn_comparison(compare)
    ) as p
    where p.period = 0
)

select
    s.customer_id as customer_id,
    s.product_id as product_id,
    s.in_profile as in_profile,
    coalesce(sum(s.net) filter (where s.end_day = w.before_end and s.start_day = w.before_start), 0)::decimal(38, 4) as v0,
    coalesce(sum(s.net) filter (where s.end_day = w.end_day and s.start_day = w.start_day), 0)::decimal(38, 4) as v1,
    s.product_level as product_level,
from landscape_base.product_sales(
    spans := (
        select [{'start_day': w.before_start, 'end_day': w.before_end}, {'start_day': w.start_day, 'end_day': w.end_day}]
        from churn_windows as w
    ),
    as_of := as_of,
    product_level := product_level,
    level := level
) as s
cross join churn_windows as w
group by s.customer_id, s.product_id, s.in_profile, s.product_level
