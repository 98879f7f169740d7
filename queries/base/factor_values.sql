-- name:    factor_values
-- kind:    base_table_macro
-- summary: What is known of every ranked customer, attribute by attribute, with the group it is in: what common_factors counts (requirement D6).
-- grain:   one row per ranked customer (or parent) of the tier window and attribute known of it
-- source:  config, ranked_spans, tier_span, effort_measure, customer_orders, touch_efforts, ledger, products, customers, touches, landscape_base.customers, unit_of, period_edge
-- args:
--   grouped_by  VARCHAR  text  'tier'  tier, or band for the 80:20 bands
--   as_of     DATE     date  NULL    last day, inclusive; the setting when NULL
--   measure   VARCHAR  text  NULL    what the tiers are made by; the setting when NULL. Bands have their own
--   level     VARCHAR  text  NULL    customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key     customer or root parent
--   label        VARCHAR  text    tier or band
--   attribute    VARCHAR  text    name of the attribute; attrs.KEY for a key of customers.attrs
--   value        VARCHAR  text    its value; a range such as 2 to 5 for a number
--   place        INTEGER  number  of the range, 1 to 5; NULL for a word
-- notes:   channel and rep are those with the most revenue in the tier window, and product lines those with revenue above 0 in it; first
--   product is the product line (else the product) with the most revenue on the day of the first order; order gap the mean of days between
--   order days. Numbers are cut in quintiles: at 20, 40, 60 and 80 % of the customers strictly below, so that equal numbers stay together.
with config as materialized (
    select
        c.as_of as last_day,
        c.level as grain,
        period_edge(c.as_of, c.tier_months) as start_day,
    from landscape_base.config(as_of := as_of, level := level) as c
),

members as materialized (
    select r.customer_id, case when grouped_by = 'band' then r.band else r.tier end as label
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, null), as_of := as_of,
        measure := case when grouped_by = 'band' then landscape_base.effort_measure() else measure end, level := level
    ) as r
    where r.kind = 'ranked' and case when grouped_by = 'band' then r.band else r.tier end is not null
),

accounts as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

-- joined by month, so that only the months of the window are read
months as materialized (
    select unnest(range(
        year(config.start_day) * 12 + month(config.start_day) - 1, year(config.last_day) * 12 + month(config.last_day)
    ))::integer as mi
    from config
),

sold as materialized (
    select a.unit_id, l.channel, l.rep, coalesce(p.line, l.product_id) as line, sum(l.net) as net
    from landscape_base.ledger as l
    inner join months as mo
        on l.mi = mo.mi
    inner join accounts as a
        on l.customer_id = a.customer_id
    left join products as p
        on l.product_id = p.product_id
    cross join config
    where l.invoice_date > config.start_day and l.invoice_date <= config.last_day
    group by a.unit_id, l.channel, l.rep, coalesce(p.line, l.product_id)
),

orders as materialized (
    select o.customer_id, o.first_order, o.last_order, o.order_days
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

first_days as materialized (
    select a.customer_id, a.unit_id, o.first_order
    from members as m
    inner join accounts as a
        on m.customer_id = a.unit_id
    inner join orders as o
        on m.customer_id = o.customer_id
    where o.first_order is not null
),

first_lines as (
    select a.unit_id, coalesce(p.line, l.product_id) as line, sum(l.net) as net
    from landscape_base.ledger as l
    inner join first_days as a
        on l.customer_id = a.customer_id and l.invoice_date = a.first_order
    left join products as p
        on l.product_id = p.product_id
    where l.doc_type = 'invoice' and l.product_id is not null
    group by a.unit_id, coalesce(p.line, l.product_id)
),

words as (
    select c.customer_id as unit_id, 'industry' as attribute, c.industry as word from customers as c
    union all
    select c.customer_id, 'region', c.region from customers as c
    union all
    select c.customer_id, 'persona', c.persona from customers as c
    union all
    select c.customer_id, 'size band', c.size_band from customers as c
    union all
    select c.customer_id, 'account manager', c.account_manager from customers as c
    union all
    select k.customer_id, 'attrs.' || k.entry.key, k.entry.value
    from (select c.customer_id, unnest(map_entries(c.attrs)) as entry from customers as c) as k
    union all
    select s.unit_id, 'channel', arg_max(s.channel, (s.net, s.channel))
    from (select b.unit_id, b.channel, sum(b.net) as net from sold as b where b.channel is not null group by b.unit_id, b.channel) as s
    group by s.unit_id
    union all
    select s.unit_id, 'rep', arg_max(s.rep, (s.net, s.rep))
    from (select b.unit_id, b.rep, sum(b.net) as net from sold as b where b.rep is not null group by b.unit_id, b.rep) as s
    group by s.unit_id
    union all
    select f.unit_id, 'first product', arg_max(f.line, (f.net, f.line))
    from first_lines as f
    group by f.unit_id
),

numbers as (
    select s.unit_id, 'product lines' as attribute, count(*)::double as amount
    from (select b.unit_id, b.line from sold as b where b.line is not null group by b.unit_id, b.line having sum(b.net) > 0) as s
    group by s.unit_id
    union all
    select o.customer_id, 'order gap in days', (o.last_order - o.first_order)::double / (o.order_days - 1)
    from orders as o
    where o.order_days > 1
    union all
    select o.customer_id, 'months since first order', date_sub('month', o.first_order, config.last_day)::double
    from orders as o
    cross join config
    where o.first_order is not null
    union all
    select m.customer_id, 'touches in 12 months', coalesce(t.touches, 0)::double
    from members as m
    left join landscape_base.touch_efforts(as_of := as_of, level := level) as t
        on m.customer_id = t.customer_id
    where exists(select 1 from touches)
),

ranked_numbers as (
    select
        n.unit_id,
        n.attribute,
        n.amount,
        (5 * (rank() over (partition by n.attribute order by n.amount) - 1)) // count(*) over (partition by n.attribute) + 1 as fifth,
    from numbers as n
    inner join members as m
        on n.unit_id = m.customer_id
),

ranges as (
    select r.attribute, r.fifth, round(min(r.amount), 1) as low, round(max(r.amount), 1) as high
    from ranked_numbers as r
    group by r.attribute, r.fifth
)

select m.customer_id as customer_id, m.label as label, w.attribute as attribute, w.word as value, null::integer as place
from words as w
inner join members as m
    on w.unit_id = m.customer_id
where w.word is not null
union all
select
    m.customer_id,
    m.label,
    n.attribute,
    case when g.low = g.high then format('{:g}', g.low) else format('{:g} to {:g}', g.low, g.high) end,
    n.fifth::integer,
from ranked_numbers as n
inner join members as m
    on n.unit_id = m.customer_id
inner join ranges as g
    on n.attribute = g.attribute and n.fifth = g.fifth
