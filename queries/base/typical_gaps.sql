-- name:    typical_gaps
-- kind:    base_table_macro
-- summary: The usual time between two order days of a customer, drawn towards that of all customers where there are few.
-- grain:   one row per customer (or parent) with enough gaps
-- source:  config, purchase_days, history_days, landscape_base.customers, period_edge
-- kept:    customer_id
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
--   asked  BOOLEAN  flag  true  false gives no row, and looks at no purchase
-- columns:
--   customer_id  VARCHAR  key    customer or root parent
--   gaps         BIGINT   count  gaps used: those of the last 24 months if there are 3, else all if there are 3
--   typical_gap  DOUBLE   days   exp((n x mean(ln gap) + 3 x mu) / (n + 3)), mu the mean of ln gap over the gaps used of all customers
-- notes:   A median, since gaps spread evenly in their logarithm. Customers with fewer than 3 gaps have no row.
with config as materialized (
    select c.as_of as last_day, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
    where asked
),

members as (
    select cu.customer_id, cu.parent_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked' and config.grain = 'parent'
),

-- accounts that are never ranked are few, and leave at the end: joining all accounts would cost as much as the gaps
order_days as (
    select pd.customer_id as unit_id, pd.day
    from landscape_base.purchase_days(as_of := as_of) as pd
    cross join config
    where config.grain = 'customer'
    union all
    select distinct m.parent_id, hd.day
    from landscape_base.history_days(when_level := 'parent', as_of := as_of, level := level) as hd
    inner join members as m
        on hd.customer_id = m.customer_id
    where hd.purchases > 0
),

spaced as (
    select
        o.unit_id,
        lag(o.day) over (partition by o.unit_id order by o.day) as day_before,
        o.day,
    from order_days as o
),

counted as (
    select
        s.unit_id,
        count(*) as n,
        sum(ln(s.day - s.day_before)) as logs,
        sum((s.day_before > recent.since)::integer) as n_recent,
        sum(case when s.day_before > recent.since then ln(s.day - s.day_before) else 0 end) as logs_recent,
    from spaced as s
    cross join (select period_edge(config.last_day, 24) as since from config) as recent
    where s.day_before is not null
    group by s.unit_id
    having count(*) >= 3
),

used as materialized (
    select
        c.unit_id,
        (case when c.n_recent >= 3 then c.n_recent else c.n end)::bigint as n,
        case when c.n_recent >= 3 then c.logs_recent else c.logs end as logs,
    from counted as c
    cross join config
    where config.grain = 'parent'
        or c.unit_id not in (select cu.customer_id from landscape_base.customers as cu where cu.kind != 'ranked')
),

pooled as (
    select sum(u.logs) / nullif(sum(u.n), 0) as mu
    from used as u
)

select
    u.unit_id as customer_id,
    u.n as gaps,
    exp((u.logs + 3 * pooled.mu) / (u.n + 3)) as typical_gap,
from used as u
cross join pooled
