-- name:    entry_products
-- kind:    figure
-- summary: What customers buy first, and what those who began with it were worth in the 24 months after (requirements C3, C10).
-- grain:   one row per segment and product line (or product) in a first order
-- source:  config, period_edge, first_orders, landscape_base.customers, customers, customer_days, ledger, products, unit_of
-- kept:    segment, product_id
-- args:
--   as_of          DATE     date  NULL  last day, inclusive; the setting when NULL
--   product_level  VARCHAR  text  NULL  line or product; the setting when NULL
--   level          VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   segment         VARCHAR        text   who is alike: persona, else industry; NULL when neither is known
--   product_id      VARCHAR        key    product line, or product at level product; '(none)' without one
--   name            VARCHAR        text   of the product; NULL when unknown and for lines
--   customers       BIGINT         count  customers whose first order holds it
--   first_orders    BIGINT         count  all first orders of the segment
--   share           DOUBLE         ratio  customers divided by first_orders
--   matured         BIGINT         count  of the customers, those whose first order is 24 months old or more
--   value_24m       DECIMAL(38,4)  money  mean revenue of the matured in the 24 months after the day of the first order; NULL without any
--   value_24m_all   DECIMAL(38,4)  money  the same of all matured customers of the segment
--   value_ratio     DOUBLE         ratio  value_24m divided by value_24m_all; NULL unless that is above 0
--   product_level   VARCHAR        text   level in force: line when 80 % of the value of first orders has a line, unless set
--   as_of           DATE           date   last day, inclusive
-- example: select product_id, share, value_24m, value_ratio from entry_products order by customers desc limit 10
-- notes:   A first order is all that was invoiced on the day of the first purchase; a product is in it when its net value there is above 0. Customers
--   whose first order may lie before the ledger are left out, as left_censored in customer_status, and who has a first_order_date before
--   the first purchase in the ledger. Association, not cause: who begins with a large machine is a large customer.
with config as materialized (
    select
        c.as_of as last_day,
        c.level as grain,
        c.product_level as wanted_level,
        period_edge(c.as_of, 24) as mature_day,
    from landscape_base.config(as_of := as_of, product_level := product_level, level := level) as c
),

firsts as materialized (
    select o.customer_id, o.first_order as first_day, coalesce(c.persona, c.industry) as segment, o.first_order <= config.mature_day as is_mature
    from landscape_base.first_orders(as_of := as_of, level := level) as o
    cross join config
    left join customers as c
        on o.customer_id = c.customer_id
    where o.is_whole
),

-- a join on what two relations make together may be planned as all their pairs
members as materialized (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

accounts as materialized (
    select m.account, f.customer_id as unit_id, f.first_day, f.is_mature
    from members as m
    inner join firsts as f
        on m.unit_id = f.customer_id
),

later as (
    select a.unit_id, sum(d.net) as net
    from landscape_base.customer_days as d
    inner join accounts as a
        on d.customer_id = a.account
    cross join config
    where a.is_mature and d.day > a.first_day and d.day <= a.first_day + to_months(24) and d.day <= config.last_day
    group by a.unit_id
),

worth as materialized (
    select f.customer_id, f.segment, f.is_mature, case when f.is_mature then coalesce(l.net, 0) end as net
    from firsts as f
    left join later as l
        on f.customer_id = l.unit_id
),

segments as (
    select w.segment, count(*) as first_orders, avg(w.net::double) as mean_net
    from worth as w
    group by w.segment
),

first_lines as materialized (
    select a.unit_id, l.product_id, sum(l.net) as net
    from landscape_base.ledger as l
    inner join accounts as a
        on l.customer_id = a.account and l.invoice_date = a.first_day
    where l.doc_type = 'invoice'
    group by a.unit_id, l.product_id
),

chosen as (
    select coalesce(
        (select config.wanted_level from config),
        (
            select case when sum(abs(l.net)) filter (where p.line is not null) >= 0.8 * sum(abs(l.net)) then 'line' else 'product' end
            from first_lines as l
            left join products as p
                on l.product_id = p.product_id
        ),
        'product'
    ) as grain
),

held as (
    select
        l.unit_id,
        coalesce(case when chosen.grain = 'line' then p.line else l.product_id end, '(none)') as item,
        case when chosen.grain = 'product' then max(p.name) end as name,
        chosen.grain,
    from first_lines as l
    left join products as p
        on l.product_id = p.product_id
    cross join chosen
    where coalesce(p.in_profile, true)
    group by l.unit_id, coalesce(case when chosen.grain = 'line' then p.line else l.product_id end, '(none)'), chosen.grain
    having sum(l.net) > 0
),

totals as (
    select
        w.segment,
        h.item,
        h.grain,
        max(h.name) as name,
        count(*) as customers,
        count(*) filter (where w.is_mature) as matured,
        avg(w.net::double) as mean_net,
    from held as h
    inner join worth as w
        on h.unit_id = w.customer_id
    group by w.segment, h.item, h.grain
)

select
    t.segment as segment,
    t.item as product_id,
    t.name as name,
    t.customers as customers,
    s.first_orders as first_orders,
    t.customers::double / s.first_orders as share,
    t.matured as matured,
    t.mean_net::decimal(38, 4) as value_24m,
    s.mean_net::decimal(38, 4) as value_24m_all,
    case when s.mean_net > 0 then t.mean_net / s.mean_net end as value_ratio,
    t.grain as product_level,
    config.last_day as as_of,
from totals as t
inner join segments as s
    on coalesce(t.segment, '') = coalesce(s.segment, '')
cross join config
