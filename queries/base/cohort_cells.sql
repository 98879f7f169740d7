-- name:    cohort_cells
-- kind:    base_table_macro
-- summary: What the customers of each cohort bought in each calendar period: the sums behind cohorts, C3 chart and audit lenses.
-- grain:   one row per cohort and period from the cohort's own to that of as_of, and one per earlier period with a line
-- source:  config, cohort_sums, cohort_grain, cohort_label, month_edge
-- args:
--   grain  VARCHAR  text  required  month, quarter or year
--   as_of  DATE     date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL      customer or parent; the setting when NULL
-- columns:
--   cohort           VARCHAR        text    the period of the first purchase, or a row in parentheses
--   cohort_start     DATE           date    first day of that period; NULL for a row in parentheses
--   cohort_customers BIGINT         count   customers of the cohort; NULL for a row in parentheses of who never bought
--   period           VARCHAR        text    the calendar period
--   period_start     DATE           date    its first day
--   period_end       DATE           date    its last day, which may lie after as_of
--   age              INTEGER        number  periods since the cohort's own, which is 0; NULL for a row in parentheses
--   is_complete      BOOLEAN        flag    the period has ended by as_of
--   active           BIGINT         count   customers with a purchase in the period; 0 where nobody is ranked
--   orders           BIGINT         count   purchases
--   net              DECIMAL(38,4)  money   revenue
--   profit           DECIMAL(38,4)  money   net of the lines with a cost less that cost
--   service          DECIMAL(38,4)  money   cost to serve
--   net_abs          DECIMAL(38,4)  money   sum of absolute net amounts
--   net_abs_costed   DECIMAL(38,4)  money   the same over lines with a cost
-- notes:   Cohorts in parentheses: (before ledger) of who came before the ledger is complete, (no order) of who has lines and no purchase,
--   and (unassigned), (generic), (internal), which are never ranked. So each period sums to the ledger. A cell without a line holds
--   zeros. Lines before a customer's first purchase stand at a negative age.
with config as materialized (
    select c.as_of as last_day, c.first_day, c.level as grain, landscape_base.cohort_grain(grain) as months
    from landscape_base.config(as_of := as_of, level := level) as c
),

-- periods are numbered by their length since year 0
periods as materialized (
    select
        n.no,
        landscape_base.month_edge(n.no * n.months) + 1 as from_day,
        landscape_base.month_edge((n.no + 1) * n.months) as to_day,
        n.last_day,
    from (
        select
            unnest(range(
                (year(config.first_day) * 12 + month(config.first_day) - 1) // config.months,
                (year(config.last_day) * 12 + month(config.last_day) - 1) // config.months + 1
            )) as no,
            config.months,
            config.last_day,
        from config
        where config.first_day <= config.last_day
    ) as n
),

-- one row for each cohort and period, and one without a period for its size
sums as materialized (
    select s.*
    from landscape_base.cohort_sums(months := landscape_base.cohort_grain(grain), as_of := as_of, level := level) as s
),

located as (
    select s.*
    from sums as s
    where s.no is not null
),

sizes as (
    select s.cohort_no, s.other, s.members
    from sums as s
    where s.no is null
    union all
    select null, l.other, null
    from located as l
    where l.other is not null and l.other != '(before ledger)'
    group by l.other
),

grid as (
    select s.cohort_no, s.other, s.members, p.no
    from sizes as s
    inner join periods as p
        on p.no >= coalesce(s.cohort_no, 0)
    union all
    select s.cohort_no, s.other, s.members, l.no
    from located as l
    inner join sizes as s
        on l.cohort_no = s.cohort_no
    where l.no < l.cohort_no
)

select
    coalesce(g.other, landscape_base.cohort_label(grain, landscape_base.month_edge(g.cohort_no * config.months) + 1)) as cohort,
    (landscape_base.month_edge(g.cohort_no * config.months) + 1)::date as cohort_start,
    g.members::bigint as cohort_customers,
    landscape_base.cohort_label(grain, p.from_day) as period,
    p.from_day::date as period_start,
    p.to_day::date as period_end,
    (g.no - g.cohort_no)::integer as age,
    p.to_day <= p.last_day as is_complete,
    coalesce(l.active, 0)::bigint as active,
    coalesce(l.orders, 0)::bigint as orders,
    coalesce(l.net, 0)::decimal(38, 4) as net,
    coalesce(l.profit, 0)::decimal(38, 4) as profit,
    coalesce(l.service, 0)::decimal(38, 4) as service,
    coalesce(l.net_abs, 0)::decimal(38, 4) as net_abs,
    coalesce(l.net_abs_costed, 0)::decimal(38, 4) as net_abs_costed,
from grid as g
inner join periods as p
    on g.no = p.no
left join located as l
    on g.no = l.no and g.cohort_no is not distinct from l.cohort_no and g.other is not distinct from l.other
cross join config
