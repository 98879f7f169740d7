-- name:    status_counts
-- kind:    base_table_macro
-- summary: How many existing customers, ex-customers and prospects there were at the end of each period.
-- grain:   one row per period
-- source:  periods, customer_orders, purchase_days, landscape_base.customers, unit_of, basics, prospects, aliases, period_edge
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period        INTEGER  number  0 is the newest
--   existing      BIGINT   count   a purchase within churn_gap months
--   ex_customers  BIGINT   count   none there but one before, or only credit notes without an own invoice
--   prospects     BIGINT   count   customers without a purchase, and rows of prospects that were not converted
-- notes:   Purchases and credits as known at as_of. A status_override holds at the end of every period.
with config as materialized (
    select b.grain, b.gap
    from landscape_base.basics(as_of := as_of, level := level) as b
),

periods_of as materialized (
    select p.period as k, p.end_day, period_edge(p.end_day, config.gap) as gap_edge
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    cross join config
),

units as materialized (
    select o.*
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

active as (
    select distinct p.k, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.purchase_days(as_of := as_of) as pd
    inner join periods_of as p
        on pd.day > p.gap_edge and pd.day <= p.end_day
    inner join landscape_base.customers as cu
        on pd.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
),

statuses as (
    select
        p.k,
        case
            when u.overridden then u.status
            when a.unit_id is not null then 'existing'
            when u.first_order <= p.end_day or u.first_unlinked <= p.end_day then 'ex-customer'
            else 'prospect'
        end as status,
    from units as u
    cross join periods_of as p
    left join active as a
        on p.k = a.k and u.customer_id = a.unit_id
    where coalesce(u.first_line <= p.end_day, true)
    union all
    select p.k, 'prospect'
    from prospects as l
    cross join periods_of as p
    left join landscape_base.aliases as a
        on l.customer_id = a.alias_id
    where coalesce(l.created_date <= p.end_day, true)
        and coalesce(l.converted_date > p.end_day, l.customer_id is null)
        and coalesce(a.customer_id, l.customer_id, '') not in (select u.customer_id from units as u)
)

select
    p.k as period,
    count(*) filter (where s.status = 'existing') as existing,
    count(*) filter (where s.status = 'ex-customer') as ex_customers,
    count(*) filter (where s.status = 'prospect') as prospects,
from periods_of as p
left join statuses as s
    on p.k = s.k
group by p.k
