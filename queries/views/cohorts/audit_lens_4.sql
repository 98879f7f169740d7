-- name:    audit_lens_4
-- kind:    figure
-- summary: Cohort against cohort at equal age: whether the customers won lately are better or worse than those won before them.
-- grain:   one row per age and cohort
-- source:  config, cohort_cells
-- args:
--   grain  VARCHAR  text  'quarter'  month, quarter or year
--   as_of  DATE     date  NULL       last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL       customer or parent; the setting when NULL
-- columns:
--   age                   INTEGER        number  periods since the cohort's own, which is 0
--   cohort                VARCHAR        key     period of the first purchase
--   customers             BIGINT         count   customers of the cohort
--   active_share          DOUBLE         ratio   of them with a purchase in the period; NULL like all that follows when it has not ended
--   orders_per_active     DOUBLE         number  purchases by customer with one
--   value_per_order       DOUBLE         money   revenue by purchases
--   margin                DOUBLE         ratio   profit by revenue; NULL below the cost coverage wanted
--   revenue_per_customer  DOUBLE         money   revenue by customers
--   cum_per_customer      DOUBLE         money   the same added up from age 0, with what stands before it
--   previous_cohort       VARCHAR        key     the cohort before it that has reached this age
--   cum_change            DOUBLE         ratio   cum_per_customer by that of previous_cohort at the same age, less 1
--   active_change         DOUBLE         ratio   active_share less that of previous_cohort at the same age
--   all_cum_per_customer  DOUBLE         money   cum_per_customer of all cohorts that have reached this age, taken together
--   is_complete           BOOLEAN        flag    the period has ended by as_of
-- example: select age, cohort, cum_per_customer, cum_change from audit_lens_4(grain := 'year') order by age, cohort
-- notes:   Lens 4 of Fader, Hardie and Ross, The Customer-Base Audit (2022). Who came before the ledger is complete is in no cohort.
with config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, level := level) as c
),

added as (
    select
        c.*,
        sum(c.net) over (partition by c.cohort order by c.period_start) as net_so_far,
        coalesce(c.net_abs_costed::double / nullif(c.net_abs, 0)::double, 1) >= config.needed as covered,
    from landscape_base.cohort_cells(grain, as_of := as_of, level := level) as c
    cross join config
    where c.cohort_start is not null
),

rated as (
    select
        a.*,
        case when a.is_complete then a.active::double / nullif(a.cohort_customers, 0) end as share_active,
        case when a.is_complete then a.net_so_far::double / nullif(a.cohort_customers, 0) end as cum_each,
        case when a.is_complete then a.net_so_far end as net_whole,
        case when a.is_complete then a.cohort_customers end as members_whole,
    from added as a
    where a.age >= 0
),

compared as (
    select
        r.*,
        lag(r.cohort) over at_age as cohort_before,
        lag(r.share_active) over at_age as share_before,
        lag(r.cum_each) over at_age as cum_before,
        sum(r.net_whole) over (partition by r.age)::double / nullif(sum(r.members_whole) over (partition by r.age), 0) as cum_all,
    from rated as r
    window at_age as (partition by r.age order by r.cohort_start)
)

select
    c.age as age,
    c.cohort as cohort,
    c.cohort_customers as customers,
    c.share_active as active_share,
    case when c.is_complete then c.orders::double / nullif(c.active, 0) end as orders_per_active,
    case when c.is_complete then c.net::double / nullif(c.orders, 0) end as value_per_order,
    case when c.is_complete and c.covered then c.profit::double / nullif(c.net, 0)::double end as margin,
    case when c.is_complete then c.net::double / nullif(c.cohort_customers, 0) end as revenue_per_customer,
    c.cum_each as cum_per_customer,
    c.cohort_before as previous_cohort,
    c.cum_each / nullif(c.cum_before, 0) - 1 as cum_change,
    c.share_active - c.share_before as active_change,
    case when c.is_complete then c.cum_all end as all_cum_per_customer,
    c.is_complete as is_complete,
from compared as c
order by c.age, c.cohort
