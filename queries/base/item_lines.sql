-- name:    item_lines
-- kind:    base_table_macro
-- summary: The lines of the ledger within some spans of days, each with the product or product line that it counts as.
-- grain:   one row per line and span that it lies in
-- source:  config, days, dated_lines, products
-- args:
--   spans          STRUCT[]  list  required  spans as {start_day, end_day}; open at the start, closed at the end, none after as_of
--   as_of          DATE      date  NULL      last day, inclusive; the setting when NULL
--   product_level  VARCHAR   text  NULL      line or product; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    canonical customer, or '(unassigned)'
--   item           VARCHAR        key    product, or line at level line; '(none)' without one
--   in_profile     BOOLEAN        flag   counts as a product; freight, fees and samples do not
--   start_day      DATE           date   of the span
--   end_day        DATE           date   of the span
--   net            DECIMAL(18,4)  money  net amount in base currency; NULL when the rate is missing
--   cost           DECIMAL(18,4)  money  cost in base currency; NULL when unknown
--   product_level  VARCHAR        text   level in force: line when 80 % of the value in the spans has a line, unless set
-- notes:   The level is found first, from the products alone, so that the lines are grouped once, by what is shown. Call it once for
--   each pass, as dated_lines.
with config as materialized (
    select c.product_level as wanted_level
    from landscape_base.config(as_of := as_of, product_level := product_level) as c
),

day_spans as materialized (
    select u.day, u.span.start_day::date as start_day, u.span.end_day::date as end_day
    from (select d.day, unnest(list_distinct(spans)) as span from landscape_base.days as d) as u
    where u.day > u.span.start_day and u.day <= u.span.end_day
),

weights as (
    select a.product_id, sum(abs(a.net)) as weight
    from landscape_base.dated_lines(as_of := as_of) as a
    inner join day_spans as ds
        on a.day = ds.day
    cross join config
    where config.wanted_level is null and exists (select 1 from products as p where p.line is not null)
    group by a.product_id
),

chosen as materialized (
    select coalesce(
        (select config.wanted_level from config),
        (
            select case when sum(w.weight) filter (where p.line is not null) >= 0.8 * sum(w.weight) then 'line' else 'product' end
            from weights as w
            left join products as p
                on w.product_id = p.product_id
        ),
        'product'
    ) as grain
),

items as materialized (
    select
        p.product_id,
        coalesce(case when chosen.grain = 'line' then p.line else p.product_id end, '(none)') as item,
        coalesce(p.in_profile, true) as in_profile,
    from products as p
    cross join chosen
)

select
    a.customer_id as customer_id,
    coalesce(i.item, case when chosen.grain = 'product' then a.product_id end, '(none)') as item,
    coalesce(i.in_profile, true) as in_profile,
    ds.start_day as start_day,
    ds.end_day as end_day,
    a.net as net,
    a.cost as cost,
    chosen.grain as product_level,
from landscape_base.dated_lines(as_of := as_of) as a
inner join day_spans as ds
    on a.day = ds.day
left join items as i
    on a.product_id = i.product_id
cross join chosen
