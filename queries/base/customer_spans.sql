-- name:    customer_spans
-- kind:    base_table_macro
-- summary: Sums of the ledger per customer and span of days, as of a day: the one pass over the base tables behind the figures.
-- grain:   one row per customer (or parent) and span with at least one line, cost to serve or changed purchase
-- source:  basics, day_facts, service_costs, days, landscape_base.customers, unit_of
-- args:
--   spans  STRUCT[]  list  required  spans as {start_day, end_day}; open at the start, closed at the end, none after as_of
--   as_of  DATE      date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR   text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key       customer or root parent; '(unassigned)', '(generic)', '(internal)' for the rest
--   kind            VARCHAR        text      ranked, unassigned, generic or internal
--   start_day       DATE           date      of the span
--   end_day         DATE           date      of the span
--   net             DECIMAL(38,4)  money     sum of net amounts in base currency
--   cost            DECIMAL(38,4)  money     sum of known costs
--   net_costed      DECIMAL(38,4)  money     sum of net amounts of lines with a cost
--   net_abs         DECIMAL(38,4)  money     sum of absolute net amounts
--   net_abs_costed  DECIMAL(38,4)  money     the same over lines with a cost
--   service         DECIMAL(38,4)  money     cost to serve
--   lines           BIGINT         count     lines of the ledger
--   purchases       BIGINT         count     purchases (common rule CS5) known at as_of
with config as materialized (
    select b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

wanted as (
    select distinct u.span.start_day as start_day, u.span.end_day as end_day
    from (select unnest(spans) as span) as u
),

all_days as (
    select d.day from landscape_base.days as d
    union
    select s.day from landscape_base.service_costs as s
),

day_spans as (
    select d.day, w.start_day, w.end_day
    from all_days as d
    inner join wanted as w
        on d.day > w.start_day and d.day <= w.end_day
),

by_customer as (
    select
        f.customer_id,
        ds.start_day,
        ds.end_day,
        sum(f.net) as net,
        sum(f.cost) as cost,
        sum(f.net_costed) as net_costed,
        sum(f.net_abs) as net_abs,
        sum(f.net_abs_costed) as net_abs_costed,
        sum(f.service) as service,
        sum(f.lines) as lines,
        sum(f.purchases) as purchases,
    from landscape_base.day_facts(as_of := as_of) as f
    inner join day_spans as ds
        on f.day = ds.day
    group by f.customer_id, ds.start_day, ds.end_day
)

select
    landscape_base.unit_of(b.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    cu.kind as kind,
    b.start_day as start_day,
    b.end_day as end_day,
    sum(b.net)::decimal(38, 4) as net,
    sum(b.cost)::decimal(38, 4) as cost,
    sum(b.net_costed)::decimal(38, 4) as net_costed,
    sum(b.net_abs)::decimal(38, 4) as net_abs,
    sum(b.net_abs_costed)::decimal(38, 4) as net_abs_costed,
    sum(b.service)::decimal(38, 4) as service,
    sum(b.lines)::bigint as lines,
    sum(b.purchases)::bigint as purchases,
from by_customer as b
inner join landscape_base.customers as cu
    on b.customer_id = cu.customer_id
cross join config
group by landscape_base.unit_of(b.customer_id, cu.kind, cu.parent_id, config.grain), cu.kind, b.start_day, b.end_day
having sum(b.lines) != 0 or sum(b.purchases) != 0 or sum(b.service) != 0
