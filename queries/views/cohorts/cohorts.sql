-- name:    cohorts
-- kind:    figure
-- summary: What the customers won in each month, quarter or year bring in the periods after, in money, orders or customers that still buy.
-- grain:   one row per cohort and period
-- source:  config, cohort_cells
-- args:
--   grain   VARCHAR  text  'month'    month, quarter or year: of the cohorts and of the periods
--   metric  VARCHAR  text  'revenue'  revenue, profit, contribution, orders or customers
--   as_of   DATE     date  NULL       last day, inclusive; the setting when NULL
--   level   VARCHAR  text  NULL       customer or parent; the setting when NULL
-- columns:
--   cohort            VARCHAR        key     period of the first purchase, such as 2024-05, 2024-Q2, 2024; or a row in parentheses
--   period            VARCHAR        key     calendar period
--   age               INTEGER        number  periods since the cohort's own, which is 0; NULL for a row in parentheses
--   cohort_customers  BIGINT         count   customers of the cohort; NULL where nobody of the row ever bought or is ranked
--   metric            VARCHAR        text    what is counted
--   metric_value      DECIMAL(38,4)  number  the metric in the period; NULL when the period has not ended by as_of, or the cost is not known enough
--   per_customer      DOUBLE         number  metric_value by customer of the cohort; of the metric customers: the share that still buys
--   share_of_first    DOUBLE         ratio   metric_value by that of age 0; NULL for a row in parentheses
--   so_far            DECIMAL(38,4)  number  the metric up to as_of, also of a period that has not ended
--   is_complete       BOOLEAN        flag    the period has ended by as_of
--   cost_coverage     DOUBLE         ratio   value with a cost divided by value; NULL without value
--   period_start      DATE           date    first day of the period
--   period_end        DATE           date    its last day, which may lie after as_of
-- example: select c.cohort, c.age, c.cohort_customers, c.per_customer from cohorts(grain := 'quarter', metric := 'customers') as c order by c.cohort, c.age
-- notes:   Cohorts in parentheses: (before ledger) of who came before the ledger is complete, (no order) of who has lines and no purchase,
--   and (unassigned), (generic), (internal), which are never ranked. So each period of so_far sums to the ledger. customers counts who has a
--   purchase in the period. Credit notes of before the first purchase stand at a negative age. A customer's first purchase is the earlier of
--   the ledger's and customers.first_order_date. At 10 million lines it takes some 5 seconds
--   of processor time by month and 3 by year.
with config as materialized (
    select
        c.min_cost_coverage as needed,
        case
            when metric in ('revenue', 'profit', 'contribution', 'orders', 'customers') then metric
            else error('metric ' || metric || ' is not allowed; use one of revenue, profit, contribution, orders, customers')
        end as wanted,
    from landscape_base.config(as_of := as_of, level := level) as c
),

cells as (
    select
        c.*,
        config.wanted,
        c.net_abs_costed::double / nullif(c.net_abs, 0)::double as coverage,
        case config.wanted
            when 'orders' then c.orders::decimal(38, 4)
            when 'customers' then c.active::decimal(38, 4)
            when 'revenue' then c.net
            else case
                when coalesce(c.net_abs_costed::double / nullif(c.net_abs, 0)::double, 1) >= config.needed
                    then case config.wanted when 'profit' then c.profit else c.profit - c.service end
            end
        end as amount,
    from landscape_base.cohort_cells(grain, as_of := as_of, level := level) as c
    cross join config
),

firsts as (
    select
        c.*,
        max(c.amount) filter (where c.age = 0 and c.is_complete) over (partition by c.cohort) as amount_first,
    from cells as c
)

select
    f.cohort as cohort,
    f.period as period,
    f.age as age,
    f.cohort_customers as cohort_customers,
    f.wanted as metric,
    case when f.is_complete then f.amount end::decimal(38, 4) as metric_value,
    case when f.is_complete then f.amount::double / nullif(f.cohort_customers, 0) end as per_customer,
    case when f.is_complete then f.amount::double / nullif(f.amount_first, 0)::double end as share_of_first,
    f.amount::decimal(38, 4) as so_far,
    f.is_complete as is_complete,
    f.coverage as cost_coverage,
    f.period_start as period_start,
    f.period_end as period_end,
from firsts as f
order by f.cohort, f.period_start
