-- name:    typical_gaps
-- kind:    base_table_macro
-- summary: The usual time between two order days of a customer, drawn towards that of all customers where there are few.
-- grain:   one row per customer (or parent) with enough gaps
-- source:  config, purchase_days, landscape_base.customers, unit_of, period_edge
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key    customer or root parent
--   gaps         BIGINT   count  gaps used: those of the last 24 months if there are 3, else all if there are 3
--   typical_gap  DOUBLE   days   exp((n x mean(ln gap) + 3 x mu) / (n + 3)), mu the mean of ln gap over the gaps used of all customers
-- notes:   A median, since gaps spread evenly in their logarithm. Customers with fewer than 3 gaps have no row.
with config as materialized (
    select c.as_of as last_day, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

order_days as (
    select distinct landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id, pd.day
    from landscape_base.purchase_days(as_of := as_of) as pd
    inner join landscape_base.customers as cu
        on pd.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
),

spaced as (
    select
        o.unit_id,
        lag(o.day) over (partition by o.unit_id order by o.day) as day_before,
        o.day,
    from order_days as o
),

counted as materialized (
    select
        s.unit_id,
        count(*) as n,
        sum(ln(s.day - s.day_before)) as logs,
        count(*) filter (where s.day_before > period_edge(config.last_day, 24)) as n_recent,
        sum(ln(s.day - s.day_before)) filter (where s.day_before > period_edge(config.last_day, 24)) as logs_recent,
    from spaced as s
    cross join config
    where s.day_before is not null
    group by s.unit_id
),

used as (
    select
        c.unit_id,
        case when c.n_recent >= 3 then c.n_recent else c.n end as n,
        case when c.n_recent >= 3 then c.logs_recent else c.logs end as logs,
    from counted as c
    where c.n >= 3
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
