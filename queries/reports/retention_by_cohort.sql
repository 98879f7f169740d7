-- name:    retention_by_cohort
-- kind:    report
-- summary: Of the customers won in each quarter, how many still buy in the quarters after?
-- grain:   one row per cohort and quarter since
-- source:  customer_days, customer_status, config
-- args:
--   quarters  INTEGER  number  8     quarters since the first that are shown
--   as_of     DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   cohort            VARCHAR  text    quarter of the first purchase, such as 2024-Q1
--   quarter           INTEGER  number  quarters since the cohort's own, which is 0
--   customers         BIGINT   count   customers of the cohort that bought in it
--   cohort_customers  BIGINT   count   customers of the cohort
--   retention         DOUBLE   ratio   customers divided by cohort_customers
-- chart:   heat cohort quarter retention
-- example: .report retention_by_cohort
-- notes:   The first cohorts hold everybody who bought before the ledger begins, so they keep better than later ones.
with firsts as (
    select
        c.customer_id,
        year(c.first_order) * 4 + quarter(c.first_order) - 1 as first_quarter,
    from customer_status(as_of := $as_of) as c
    where c.kind = 'customer' and c.first_order is not null
),

last_quarter as (
    select year(c.as_of) * 4 + quarter(c.as_of) - 1 as newest
    from landscape_base.config(as_of := $as_of) as c
),

bought as (
    select distinct
        f.customer_id,
        f.first_quarter,
        year(d.day) * 4 + quarter(d.day) - 1 - f.first_quarter as since,
    from firsts as f
    join landscape_base.customer_days as d
        on f.customer_id = d.customer_id
    cross join landscape_base.config(as_of := $as_of) as c
    where d.purchases > 0 and d.day <= c.as_of
),

sizes as (
    select f.first_quarter, count(*) as customers
    from firsts as f
    group by f.first_quarter
),

grid as (
    select s.first_quarter, s.customers, unnest(range(0, least($quarters, l.newest - s.first_quarter) + 1)) as since
    from sizes as s
    cross join last_quarter as l
)

select
    (g.first_quarter // 4)::varchar || '-Q' || (g.first_quarter % 4 + 1)::varchar as cohort,
    g.since::integer as quarter,
    count(b.customer_id)::bigint as customers,
    g.customers::bigint as cohort_customers,
    count(b.customer_id)::double / g.customers as retention,
from grid as g
left join bought as b
    on g.first_quarter = b.first_quarter and g.since = b.since
group by g.first_quarter, g.since, g.customers
order by g.first_quarter, g.since
