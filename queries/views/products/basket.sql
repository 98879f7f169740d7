-- name:    basket
-- kind:    figure
-- summary: Which products are bought in the same order: support, confidence and lift of every pair.
-- grain:   one row per product_id and other_id, either way round
-- source:  config, period_edge, ledger, credit_lines, landscape_base.customers, products
-- kept:    product_id, other_id
-- args:
--   as_of          DATE     date    NULL       last day, inclusive; the setting when NULL
--   months         INTEGER  months  12         orders of the last months
--   min_support    DOUBLE   ratio   0.0001     leave out pairs in a smaller share of the orders
--   product_level  VARCHAR  text    'product'  product or line
-- columns:
--   product_id      VARCHAR  key    product (or line) in the order
--   other_id        VARCHAR  key    the other one
--   name            VARCHAR  text   of the first; NULL when unknown and for lines
--   other_name      VARCHAR  text   of the other
--   orders          BIGINT   count  orders with both
--   product_orders  BIGINT   count  orders with the first
--   other_orders    BIGINT   count  orders with the other
--   all_orders      BIGINT   count  orders with any product
--   support         DOUBLE   ratio  orders divided by all_orders
--   confidence      DOUBLE   ratio  orders divided by product_orders: how often the other is there when the first is
--   lift            DOUBLE   ratio  confidence divided by the other's share of all orders; 1 when they have nothing to do with each other
--   as_of           DATE     date   last day, inclusive
-- example: select product_id, other_id, orders, confidence, lift from basket where orders >= 10 order by lift desc limit 10
-- notes:   Of an order what its credit notes leave counts: a product is in it when its net value there is above 0. All accounts but internal
--   ones have orders. What is not in_profile is in none, a line without product neither. An order that began before the months counts with
--   the rest of it. Only products in enough orders are paired, so that large orders of rare products cost nothing.
with config as materialized (
    select
        c.as_of as last_day,
        period_edge(c.as_of, months) as start_day,
        c.credit_match as matching,
        coalesce(min_support, 0)::double as least_support,
        case
            when product_level in ('product', 'line') then product_level
            else error('basket: product_level is ' || coalesce(product_level, 'NULL') || '; use one of product, line')
        end = 'line' as by_line,
    from landscape_base.config(as_of := as_of) as c
),

items as materialized (
    select
        i.product_id,
        i.item,
        i.name,
        dense_rank() over (order by i.item) as item_no,
    from (
        select p.product_id, case when config.by_line then p.line else p.product_id end as item, case when not config.by_line then p.name end as name
        from products as p
        cross join config
        where coalesce(p.in_profile, true)
        union all
        select distinct l.product_id, l.product_id, null
        from landscape_base.ledger as l
        cross join config
        where not config.by_line and l.product_id is not null and l.product_id not in (select p.product_id from products as p)
    ) as i
    where i.item is not null
),

internal as (
    select cu.customer_id
    from landscape_base.customers as cu
    where cu.kind = 'internal'
),

sold as (
    select
        case
            when l.order_id is null then hash(l.source, l.customer_id, l.invoice_id, l.invoice_date)
            else hash(l.source, l.customer_id, l.order_id)
        end as order_key,
        l.product_id,
        l.customer_id,
        l.net,
    from landscape_base.ledger as l
    cross join config
    where l.doc_type = 'invoice' and l.invoice_date > config.start_day and l.invoice_date <= config.last_day
    union all
    select
        case
            when c.target_order_id is null then hash(c.source, c.customer_id, c.target_invoice_id, c.target_date)
            else hash(c.source, c.customer_id, c.target_order_id)
        end,
        c.product_id,
        c.customer_id,
        c.net,
    from landscape_base.credit_lines as c
    cross join config
    where c.credit_date <= config.last_day and c.target_date > config.start_day
        and (c.link = 'linked' or (c.link = 'matched' and config.matching = 'auto'))
),

order_items as materialized (
    select s.order_key, i.item_no
    from sold as s
    inner join items as i
        on s.product_id = i.product_id
    where s.customer_id not in (select n.customer_id from internal as n)
    group by s.order_key, i.item_no
    having sum(s.net) > 0
),

total as materialized (
    select count(distinct o.order_key) as all_orders
    from order_items as o
),

frequent as materialized (
    select o.item_no, count(*) as item_orders
    from order_items as o
    group by o.item_no
    having count(*) >= (select total.all_orders * config.least_support from total cross join config)
),

paired as (
    select o.order_key, o.item_no
    from order_items as o
    inner join frequent as f
        on o.item_no = f.item_no
),

pairs as materialized (
    select a.item_no as item_a, b.item_no as item_b, count(*) as both
    from paired as a
    inner join paired as b
        on a.order_key = b.order_key and a.item_no < b.item_no
    group by a.item_no, b.item_no
    having count(*) >= (select total.all_orders * config.least_support from total cross join config)
),

ways as (
    select p.item_a as first_no, p.item_b as other_no, p.both from pairs as p
    union all
    select p.item_b, p.item_a, p.both from pairs as p
),

names as (
    select i.item_no, min(i.item) as item, min(i.name) as name
    from items as i
    group by i.item_no
)

select
    a.item as product_id,
    b.item as other_id,
    a.name as name,
    b.name as other_name,
    w.both as orders,
    fa.item_orders as product_orders,
    fb.item_orders as other_orders,
    total.all_orders as all_orders,
    w.both::double / total.all_orders as support,
    w.both::double / fa.item_orders as confidence,
    w.both::double * total.all_orders / (fa.item_orders::double * fb.item_orders) as lift,
    config.last_day as as_of,
from ways as w
inner join frequent as fa
    on w.first_no = fa.item_no
inner join frequent as fb
    on w.other_no = fb.item_no
inner join names as a
    on w.first_no = a.item_no
inner join names as b
    on w.other_no = b.item_no
cross join total
cross join config
