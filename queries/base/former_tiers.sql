-- name:    former_tiers
-- kind:    base_table_macro
-- summary: The tier of every customer in the last year in which it bought, years counted back from as_of as far as the ledger reaches.
-- grain:   one row per ranked customer (or parent) with a purchase
-- source:  customer_years
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    customer or root parent
--   former_tier   VARCHAR        text   tier of that year; NULL when the measure has none
--   former_value  DECIMAL(38,4)  money  the measure in that year
--   years_ago     INTEGER        number 0 for the last 12 months
-- notes:   The years are edge to edge (common rule CS1), so that all customers of one year are ranked together.
select
    y.customer_id as customer_id,
    arg_min_null(y.tier, y.years_ago) as former_tier,
    arg_min_null(y.value, y.years_ago) as former_value,
    min(y.years_ago)::integer as years_ago,
from landscape_base.customer_years(as_of := as_of, measure := measure, level := level) as y
group by y.customer_id
