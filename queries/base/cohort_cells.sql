-- name:    cohort_cells
-- kind:    base_table_macro
-- summary: What the customers of each cohort bought in each calendar period: the sums behind cohorts, C3 chart and audit lenses.
-- grain:   one row per cohort and period from the cohort's own to that of as_of, and one per earlier period with a line
-- source:  config, first_orders, day_facts, landscape_base.customers, unit_of, cohort_grain, cohort_label, month_edge
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

firsts as materialized (
    select
        f.customer_id,
        (year(f.came_on) * 12 + month(f.came_on) - 1) // config.months as no,
    from landscape_base.first_orders(as_of := as_of, level := level) as f
    cross join config
),

-- numbers instead of names: what follows groups millions of days by them
members as materialized (
    select
        cu.customer_id,
        row_number() over () as account_no,
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        cu.kind,
    from landscape_base.customers as cu
    cross join config
),

accounts as materialized (
    select
        m.customer_id,
        min(m.account_no) over (partition by m.unit_id) as unit_no,
        f.no as cohort_no,
        case
            when m.kind != 'ranked' then m.unit_id
            when f.customer_id is null then '(no order)'
            when f.no is null then '(before ledger)'
        end as other,
    from members as m
    left join firsts as f
        on m.unit_id = f.customer_id
),

by_unit as (
    select
        a.unit_no,
        a.cohort_no,
        a.other,
        (year(d.day) * 12 + month(d.day) - 1) // config.months as no,
        sum(d.purchases) as orders,
        sum(d.net) as net,
        sum(d.net_costed - d.cost) as profit,
        sum(d.service) as service,
        sum(d.net_abs) as net_abs,
        sum(d.net_abs_costed) as net_abs_costed,
    from landscape_base.day_facts(as_of := as_of) as d
    inner join accounts as a
        on d.customer_id = a.customer_id
    cross join config
    group by a.unit_no, a.cohort_no, a.other, (year(d.day) * 12 + month(d.day) - 1) // config.months
),

located as materialized (
    select
        b.cohort_no,
        b.other,
        b.no,
        count(*) filter (where b.orders > 0 and coalesce(b.other, '(before ledger)') = '(before ledger)') as active,
        sum(b.orders) as orders,
        sum(b.net) as net,
        sum(b.profit) as profit,
        sum(b.service) as service,
        sum(b.net_abs) as net_abs,
        sum(b.net_abs_costed) as net_abs_costed,
    from by_unit as b
    group by b.cohort_no, b.other, b.no
),

sizes as (
    select f.no as cohort_no, case when f.no is null then '(before ledger)' end as other, count(*) as members
    from firsts as f
    group by f.no
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
