-- name:    audit_lens_3
-- kind:    figure
-- summary: One cohort through time: how many of it still buy, how often, at what value and margin, and what each customer has brought by then.
-- grain:   one row per period since the cohort came
-- source:  config, cohort_cells
-- args:
--   cohort  VARCHAR  text  NULL       such as 2024-Q1; the first cohort whose whole period lies in the ledger when NULL
--   grain   VARCHAR  text  'quarter'  month, quarter or year
--   as_of   DATE     date  NULL       last day, inclusive; the setting when NULL
--   level   VARCHAR  text  NULL       customer or parent; the setting when NULL
-- columns:
--   cohort                VARCHAR        key     period of the first purchase
--   age                   INTEGER        number  periods since the cohort's own, which is 0
--   period                VARCHAR        text    calendar period
--   customers             BIGINT         count   customers of the cohort
--   active                BIGINT         count   of them with a purchase in the period; NULL like all that follows when it has not ended
--   active_share          DOUBLE         ratio   active by customers
--   orders                BIGINT         count   purchases
--   orders_per_active     DOUBLE         number  orders by active
--   value_per_order       DOUBLE         money   revenue by orders
--   revenue               DECIMAL(38,4)  money   net amounts; = customers x active_share x orders_per_active x value_per_order where anyone bought
--   margin                DOUBLE         ratio   profit by revenue
--   profit                DECIMAL(38,4)  money   NULL below the cost coverage wanted
--   revenue_per_customer  DOUBLE         money   revenue by customers
--   cum_per_customer      DOUBLE         money   the same added up from age 0, with what stands before it
--   is_complete           BOOLEAN        flag    the period has ended by as_of
-- example: select age, active_share, orders_per_active, value_per_order, cum_per_customer from audit_lens_3(grain := 'month') order by age
-- notes:   Lens 3 of Fader, Hardie and Ross, The Customer-Base Audit (2022). The whole period lies in the ledger when it begins 180 days or
--   more after ledger_complete_from, so that no earlier customer is taken for a new one.
with config as materialized (
    select c.min_cost_coverage as needed, c.ledger_complete_from + coalesce(c.left_censor_days, 180) as whole_from
    from landscape_base.config(as_of := as_of, level := level) as c
),

cells as materialized (
    select c.*
    from landscape_base.cohort_cells(grain, as_of := as_of, level := level) as c
    where c.cohort_start is not null
),

chosen as (
    select coalesce(max(cohort), min(c.cohort) filter (where c.cohort_start > config.whole_from), max(c.cohort)) as label
    from cells as c
    cross join config
),

added as (
    select
        c.*,
        sum(c.net) over (order by c.period_start) as net_so_far,
        coalesce(c.net_abs_costed::double / nullif(c.net_abs, 0)::double, 1) >= config.needed as covered,
    from cells as c
    inner join chosen
        on c.cohort = chosen.label
    cross join config
)

select
    a.cohort as cohort,
    a.age as age,
    a.period as period,
    a.cohort_customers as customers,
    case when a.is_complete then a.active end as active,
    case when a.is_complete then a.active::double / nullif(a.cohort_customers, 0) end as active_share,
    case when a.is_complete then a.orders end as orders,
    case when a.is_complete then a.orders::double / nullif(a.active, 0) end as orders_per_active,
    case when a.is_complete then a.net::double / nullif(a.orders, 0) end as value_per_order,
    case when a.is_complete then a.net end as revenue,
    case when a.is_complete and a.covered then a.profit::double / nullif(a.net, 0)::double end as margin,
    case when a.is_complete and a.covered then a.profit end as profit,
    case when a.is_complete then a.net::double / nullif(a.cohort_customers, 0) end as revenue_per_customer,
    case when a.is_complete then a.net_so_far::double / nullif(a.cohort_customers, 0) end as cum_per_customer,
    a.is_complete as is_complete,
from added as a
where a.age >= 0
order by a.age
