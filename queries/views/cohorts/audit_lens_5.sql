-- name:    audit_lens_5
-- kind:    figure
-- summary: The whole customer base through time: how much of each period's revenue each cohort brought, and why that changed.
-- grain:   one row per period and cohort
-- source:  config, cohort_cells
-- args:
--   grain  VARCHAR  text  'year'  month, quarter or year
--   as_of  DATE     date  NULL    last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL    customer or parent; the setting when NULL
-- columns:
--   period             VARCHAR        key     calendar period
--   cohort             VARCHAR        key     period of the first purchase, or a row in parentheses
--   age                INTEGER        number  periods since the cohort's own, which is 0; NULL for a row in parentheses
--   customers          BIGINT         count   customers of the cohort; NULL where nobody of the row ever bought or is ranked
--   active             BIGINT         count   with a purchase in the period; NULL like all that follows when it has not ended
--   active_share       DOUBLE         ratio   active by customers
--   orders_per_active  DOUBLE         number  purchases by active
--   value_per_order    DOUBLE         money   revenue by purchases
--   revenue            DECIMAL(38,4)  money   net amounts; each period sums to the ledger
--   revenue_share      DOUBLE         ratio   of the revenue of the period
--   revenue_change     DECIMAL(38,4)  money   revenue less that of the period before; NULL in the first
--   margin             DOUBLE         ratio   profit by revenue; NULL below the cost coverage wanted
--   profit             DECIMAL(38,4)  money   likewise
--   so_far             DECIMAL(38,4)  money   revenue up to as_of, also of a period that has not ended
--   is_complete        BOOLEAN        flag    the period has ended by as_of
-- example: select period, cohort, active, revenue, revenue_share from audit_lens_5(grain := 'quarter') order by period, cohort
-- notes:   Lens 5 of Fader, Hardie and Ross, The Customer-Base Audit (2022). c3 has the same stack ready to be drawn.
with config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, level := level) as c
),

cells as (
    select
        c.*,
        case when c.is_complete then c.net end as net_whole,
        coalesce(c.net_abs_costed::double / nullif(c.net_abs, 0)::double, 1) >= config.needed as covered,
    from landscape_base.cohort_cells(grain, as_of := as_of, level := level) as c
    cross join config
),

compared as (
    select
        c.*,
        sum(c.net_whole) over (partition by c.period) as net_period,
        lag(c.net_whole) over (partition by c.cohort order by c.period_start) as net_before,
        min(c.period_start) over () as first_start,
    from cells as c
)

select
    c.period as period,
    c.cohort as cohort,
    c.age as age,
    c.cohort_customers as customers,
    case when c.is_complete then c.active end as active,
    case when c.is_complete then c.active::double / nullif(c.cohort_customers, 0) end as active_share,
    case when c.is_complete then c.orders::double / nullif(c.active, 0) end as orders_per_active,
    case when c.is_complete then c.net::double / nullif(c.orders, 0) end as value_per_order,
    c.net_whole as revenue,
    c.net_whole::double / nullif(c.net_period, 0)::double as revenue_share,
    case when c.period_start > c.first_start then c.net_whole - coalesce(c.net_before, 0) end::decimal(38, 4) as revenue_change,
    case when c.is_complete and c.covered then c.profit::double / nullif(c.net, 0)::double end as margin,
    case when c.is_complete and c.covered then c.profit end as profit,
    c.net as so_far,
    c.is_complete as is_complete,
from compared as c
order by c.period_start, c.cohort
