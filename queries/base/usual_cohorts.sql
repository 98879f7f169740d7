-- name:    usual_cohorts
-- kind:    base_table_macro
-- summary: Money and orders of every cohort by month, quarter and year, for all views of cohorts.
-- grain:   one row per length, cohort and period with a line, and one per length and cohort with no NULL for its size
-- source:  cohort_sums
-- kept:    months, cohort_no, no
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   months          INTEGER        months  as in cohort_sums, and so all others
--   cohort_no       BIGINT         number
--   other           VARCHAR        text
--   no              BIGINT         number
--   members         BIGINT         count
--   active          BIGINT         count
--   orders          BIGINT         count
--   net             DECIMAL(38,4)  money
--   profit          DECIMAL(38,4)  money
--   service         DECIMAL(38,4)  money
--   net_abs         DECIMAL(38,4)  money
--   net_abs_costed  DECIMAL(38,4)  money
select
    c.months as months,
    c.cohort_no as cohort_no,
    c.other as other,
    c.no as no,
    c.members as members,
    c.active as active,
    c.orders as orders,
    c.net as net,
    c.profit as profit,
    c.service as service,
    c.net_abs as net_abs,
    c.net_abs_costed as net_abs_costed,
from landscape_base.cohort_sums(months := null, as_of := as_of, level := level) as c
