-- name:    cohort_sums
-- kind:    base_table_macro
-- summary: Money and orders of every cohort in every period, and how many customers it has: what the views of cohorts begin with.
-- grain:   one row per length, cohort and period with a line, and one per length and cohort with no NULL for its size
-- source:  config, first_orders, day_facts, landscape_base.customers, unit_of
-- args:
--   months  INTEGER  months  required  length of the periods, 1, 3 or 12; all three when NULL
--   as_of   DATE     date    NULL      last day, inclusive; the setting when NULL
--   level   VARCHAR  text    NULL      customer or parent; the setting when NULL
-- columns:
--   months          INTEGER        months  length of the periods of cohort and period
--   cohort_no       BIGINT         number  number of the cohort's period since year 0; NULL for what is in no cohort
--   other           VARCHAR        text    what it is then: (before ledger), (no order) or a row that is never ranked
--   no              BIGINT         number  number of the period since year 0; NULL in the row of the size
--   members         BIGINT         count   customers of the cohort; NULL in all other rows
--   active          BIGINT         count   of them with a purchase in the period
--   orders          BIGINT         count   purchases
--   net             DECIMAL(38,4)  money   sum of net amounts
--   profit          DECIMAL(38,4)  money   of the lines with a cost
--   service         DECIMAL(38,4)  money   cost to serve
--   net_abs         DECIMAL(38,4)  money   sum of absolute net amounts
--   net_abs_costed  DECIMAL(38,4)  money   the same of lines with a cost
-- notes:   Of all three lengths the months are summed from the days, and the longer ones from the months.
with config as materialized (
    select
        c.level as grain,
        coalesce(months, 1) as step,
        case when months is null then [3, 12] else []::integer[] end as longer,
    from landscape_base.config(as_of := as_of, level := level) as c
),

firsts as materialized (
    select
        f.customer_id,
        (year(f.came_on) * 12 + month(f.came_on) - 1) // config.step as no,
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

by_unit as materialized (
    select
        a.unit_no,
        a.cohort_no,
        a.other,
        (year(d.day) * 12 + month(d.day) - 1) // config.step as no,
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
    group by a.unit_no, a.cohort_no, a.other, (year(d.day) * 12 + month(d.day) - 1) // config.step
),

by_length as (
    select config.step as length, b.cohort_no, b.other, b.no, b.orders, b.net, b.profit, b.service, b.net_abs, b.net_abs_costed
    from by_unit as b
    cross join config
    union all
    select
        l.length, b.cohort_no // l.length, b.other, b.no // l.length, sum(b.orders), sum(b.net), sum(b.profit), sum(b.service), sum(b.net_abs),
        sum(b.net_abs_costed),
    from by_unit as b
    cross join (select unnest(config.longer) as length from config) as l
    group by l.length, b.unit_no, b.cohort_no // l.length, b.other, b.no // l.length
),

by_cohort as (
    select l.length, f.no // (l.length // config.step) as cohort_no, case when f.no is null then '(before ledger)' end as other, count(*) as members
    from firsts as f
    cross join config
    cross join (select unnest(list_append(config.longer, config.step)) as length from config) as l
    group by l.length, f.no // (l.length // config.step), f.no is null
)

select
    b.length::integer as months,
    b.cohort_no::bigint as cohort_no,
    b.other as other,
    b.no::bigint as no,
    null::bigint as members,
    count(*) filter (where b.orders > 0 and coalesce(b.other, '(before ledger)') = '(before ledger)')::bigint as active,
    sum(b.orders)::bigint as orders,
    sum(b.net)::decimal(38, 4) as net,
    sum(b.profit)::decimal(38, 4) as profit,
    sum(b.service)::decimal(38, 4) as service,
    sum(b.net_abs)::decimal(38, 4) as net_abs,
    sum(b.net_abs_costed)::decimal(38, 4) as net_abs_costed,
from by_length as b
group by b.length, b.cohort_no, b.other, b.no
union all
select s.length::integer, s.cohort_no::bigint, s.other, null, s.members, null, null, null, null, null, null, null
from by_cohort as s
