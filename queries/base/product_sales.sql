-- name:    product_sales
-- kind:    base_table_macro
-- summary: What every customer bought of each product or product line in some spans of days: the one pass over the lines behind the product views.
-- grain:   one row per customer (or parent), product and span with a line
-- source:  config, item_lines, landscape_base.customers, unit_of
-- args:
--   spans          STRUCT[]  list  required  spans as {start_day, end_day}; open at the start, closed at the end, none after as_of
--   as_of          DATE      date  NULL      last day, inclusive; the setting when NULL
--   product_level  VARCHAR   text  NULL      line or product; the setting when NULL
--   level          VARCHAR   text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key       customer, root parent, or a row in parentheses that is never ranked
--   kind           VARCHAR        text      ranked, unassigned, generic or internal
--   product_id     VARCHAR        key       product, or line at level line; '(none)' without one
--   in_profile     BOOLEAN        flag      counts as a product; freight, fees and samples do not
--   start_day      DATE           date      of the span
--   end_day        DATE           date      of the span
--   net            DECIMAL(38,4)  money     sum of net amounts
--   net_costed     DECIMAL(38,4)  money     sum of net amounts of lines with a cost
--   cost           DECIMAL(38,4)  money     sum of known costs
--   net_abs        DECIMAL(38,4)  money     sum of absolute net amounts
--   net_abs_costed DECIMAL(38,4)  money     the same of lines with a cost
--   product_level  VARCHAR        text      level in force: line when 80 % of the value in the spans has a line, unless set
with config as materialized (
    select c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

-- lines are many and accounts are few: they are put together before the accounts are joined
by_account as (
    select
        a.customer_id,
        a.item,
        a.in_profile,
        a.start_day as from_day,
        a.end_day as to_day,
        a.product_level as grain,
        sum(a.net) as net,
        sum(case when a.cost is not null then a.net end) as net_costed,
        sum(a.cost) as cost,
        sum(abs(a.net)) as net_abs,
        sum(case when a.cost is not null then abs(a.net) end) as net_abs_costed,
    from landscape_base.item_lines(spans := spans, as_of := as_of, product_level := product_level) as a
    group by 1, 2, 3, 4, 5, 6
),

sums as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        b.item,
        b.in_profile,
        b.from_day,
        b.to_day,
        b.grain,
        sum(b.net) as net,
        sum(b.net_costed) as net_costed,
        sum(b.cost) as cost,
        sum(b.net_abs) as net_abs,
        sum(b.net_abs_costed) as net_abs_costed,
    from by_account as b
    inner join landscape_base.customers as cu
        on b.customer_id = cu.customer_id
    cross join config
    group by 1, 2, 3, 4, 5, 6
)

select
    s.unit_id as customer_id,
    case when s.unit_id in ('(unassigned)', '(generic)', '(internal)') then trim(s.unit_id, '()') else 'ranked' end as kind,
    s.item as product_id,
    s.in_profile as in_profile,
    s.from_day as start_day,
    s.to_day as end_day,
    coalesce(s.net, 0)::decimal(38, 4) as net,
    coalesce(s.net_costed, 0)::decimal(38, 4) as net_costed,
    coalesce(s.cost, 0)::decimal(38, 4) as cost,
    coalesce(s.net_abs, 0)::decimal(38, 4) as net_abs,
    coalesce(s.net_abs_costed, 0)::decimal(38, 4) as net_abs_costed,
    s.grain as product_level,
from sums as s
