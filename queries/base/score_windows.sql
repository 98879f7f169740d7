-- name:    score_windows
-- kind:    base_table_macro
-- summary: The windows of days that the scores of customers are summed over, with the settings that go with them.
-- grain:   one row; none while the ledger has no line up to as_of
-- source:  config, periods, churn_length, churn_comparison, period_edge
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   last_day            DATE       date    as_of in force
--   grain               VARCHAR    text    level in force
--   wanted              VARCHAR    text    measure in force
--   needed              DOUBLE     ratio   least cost coverage in force
--   matching            VARCHAR    text    credit_match in force
--   crediting           VARCHAR    text    credit_period in force
--   gap                 INTEGER    months  churn_gap in force
--   tier_basis          VARCHAR    text    share, count or value
--   tier_cuts           DOUBLE[]   list    cuts between the tiers
--   tier_labels         VARCHAR[]  list    names of the tiers
--   slack               DOUBLE     ratio   churn_tolerance in force
--   needs_drop          BOOLEAN    flag    product_needs_drop in force; NULL means by product level
--   tier_start          DATE       date    last day before the tier window, which ends on last_day
--   own_start           DATE       date    last day before the newest period
--   own_end             DATE       date    its last day
--   before_start        DATE       date    last day before the window that it is compared with
--   before_end          DATE       date    the last day of that
--   active_start        DATE       date    look-back at the start of the period: days after it
--   active_end          DATE       date    to this one
--   active_end_start    DATE       date    look-back at the end of the period: days after it
--   comparable          BOOLEAN    flag    the ledger reaches back far enough for a movement
--   churn_start         DATE       date    last day before the newest churn window, which ends on last_day
--   churned_start       DATE       date    last day before the window that it is compared with
--   churned_end         DATE       date    the last day of that
--   churn_active_start  DATE       date    look-back at the start of the churn window: days after it
--   churn_active_end    DATE       date    to this one
--   churn_now_start     DATE       date    look-back at its end: days after it
select
    c.as_of as last_day,
    c.level as grain,
    c.measure as wanted,
    c.min_cost_coverage as needed,
    c.credit_match as matching,
    c.credit_period as crediting,
    c.churn_gap as gap,
    c.tier_basis as tier_basis,
    c.tier_cuts as tier_cuts,
    c.tier_labels as tier_labels,
    c.churn_tolerance as slack,
    c.product_needs_drop as needs_drop,
    period_edge(c.as_of, c.tier_months) as tier_start,
    p.start_day as own_start,
    p.end_day as own_end,
    p.before_start as before_start,
    p.before_end as before_end,
    p.active_start as active_start,
    p.active_end as active_end,
    p.active_end_start as active_end_start,
    p.comparable as comparable,
    k.start_day as churn_start,
    k.before_start as churned_start,
    k.before_end as churned_end,
    k.active_start as churn_active_start,
    k.active_end as churn_active_end,
    k.active_end_start as churn_now_start,
from landscape_base.config(as_of := as_of, measure := measure) as c
cross join landscape_base.periods(as_of := as_of, years := 1) as p
cross join landscape_base.periods(
    as_of := as_of,
    period_months := landscape_base.churn_length(null),
    years := 1,
    period_kind := 'rolling',
    compare := landscape_base.churn_comparison(null)
) as k
where p.period = 0 and k.period = 0 and p.has_ledger
