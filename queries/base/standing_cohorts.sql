-- name:    standing_cohorts
-- kind:    base_table_macro
-- summary: What cohort_sums gives at the settings in force, from what is kept of all lengths.
-- grain:   one row per length, cohort and period with a line, and one per length and cohort with no NULL for its size
-- source:  usual_cohorts
-- stands_for: cohort_sums
-- args:
--   months  INTEGER  months  required  length of the periods, 1, 3 or 12; all three when NULL
--   as_of   DATE     date    NULL      last day, inclusive; the setting when NULL
--   level   VARCHAR  text    NULL      customer or parent; the setting when NULL
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
    u.months as months,
    u.cohort_no as cohort_no,
    u.other as other,
    u.no as no,
    u.members as members,
    u.active as active,
    u.orders as orders,
    u.net as net,
    u.profit as profit,
    u.service as service,
    u.net_abs as net_abs,
    u.net_abs_costed as net_abs_costed,
from landscape_base.usual_cohorts(as_of := as_of, level := level) as u
where u.months = coalesce(months, u.months)
