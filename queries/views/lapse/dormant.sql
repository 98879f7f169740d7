-- name:    dormant
-- kind:    figure
-- summary: Every ex-customer: what it was worth in its last active year, since when it is silent, why if recorded, and what to offer.
-- grain:   one row per ex-customer (or parent)
-- source:  ex_customers, basics, ranked_spans, tier_span, former_tiers, ledger, products, churn_reasons, aliases, landscape_base.customers, customers, unit_of
-- kept:    former_value desc, customer_id
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  of tier and rank: revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     never NULL
--   name             VARCHAR        text    NULL when unknown
--   status           VARCHAR        text    ex-customer
--   tier             VARCHAR        text    tier of the last tier_months; NULL without a line in them
--   rank             BIGINT         rank    likewise
--   former_tier      VARCHAR        text    tier of the last year in which it bought; NULL without a purchase
--   former_value     DECIMAL(38,4)  money   revenue of its last active 12 months, less what was credited since; NULL without a purchase
--   last_order       DATE           date    last purchase; NULL for who only returned goods
--   days_since_last  INTEGER        days    from last_order to as_of
--   lapsed_on        DATE           date    the day on which it became an ex-customer
--   orders           BIGINT         count   purchases ever
--   reason           VARCHAR        text    newest row of churn_reasons up to as_of; NULL when none is recorded
--   reason_on        DATE           date    its day
--   offer            VARCHAR        text    up to 3 products of its last order day, the greatest amount first; those discontinued are left out
--   owner            VARCHAR        text    customers.account_manager
--   as_of            DATE           date    last day, inclusive
-- example: select name, former_tier, former_value, last_order, reason, offer from dormant order by former_value desc limit 20
-- notes:   The last active 12 months end with the last purchase, so that who left in January is not worth one month. reactivation_case says what
--   share of such customers came back. At 10 million lines it takes some 10 seconds of processor time: former tiers rank every year, and offers
--   look at every line.
with gone as materialized (
    select e.*
    from landscape_base.ex_customers(as_of := as_of, level := level) as e
),

-- materialised, since a join on the unit's expression itself would be made as a product of all rows
members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, b.grain) as unit_id, b.last_day
    from landscape_base.customers as cu
    cross join landscape_base.basics(as_of := as_of, level := level) as b
    where cu.kind = 'ranked'
),

accounts as materialized (
    select m.customer_id, m.unit_id, g.last_order, g.last_day
    from members as m
    inner join gone as g
        on m.unit_id = g.customer_id
),

last_bought as (
    select a.unit_id, l.product_id, coalesce(max(p.name), l.product_id) as product, sum(l.net) as net
    from landscape_base.ledger as l
    inner join accounts as a
        on l.customer_id = a.customer_id and l.invoice_date = a.last_order
    left join products as p
        on l.product_id = p.product_id
    where l.doc_type = 'invoice' and l.product_id is not null and coalesce(p.discontinued_date > a.last_day, true)
        and coalesce(p.in_profile, true)
    group by a.unit_id, l.product_id
    having sum(l.net) > 0
),

placed as (
    select
        b.unit_id,
        b.product,
        row_number() over (partition by b.unit_id order by b.net desc, b.product_id) as place,
    from last_bought as b
),

offers as (
    select p.unit_id, string_agg(p.product, ', ' order by p.place) as offer
    from placed as p
    where p.place <= 3
    group by p.unit_id
),

recorded as (
    select
        m.unit_id,
        r.reason,
        r.recorded_on,
        row_number() over (partition by m.unit_id order by r.recorded_on desc, r.reason) as place,
    from churn_reasons as r
    left join landscape_base.aliases as al
        on r.customer_id = al.alias_id
    inner join members as m
        on coalesce(al.customer_id, r.customer_id) = m.customer_id
    where r.recorded_on <= m.last_day
)

select
    g.customer_id as customer_id,
    g.name as name,
    'ex-customer' as status,
    k.tier as tier,
    k.rank as rank,
    t.former_tier as former_tier,
    g.former_value as former_value,
    g.last_order as last_order,
    (g.last_day - g.last_order)::integer as days_since_last,
    (g.last_order + to_months(g.gap))::date as lapsed_on,
    g.orders as orders,
    r.reason as reason,
    r.recorded_on as reason_on,
    o.offer as offer,
    c.account_manager as owner,
    g.last_day as as_of,
from gone as g
left join landscape_base.ranked_spans(
    spans := landscape_base.tier_span(as_of, null), as_of := as_of, measure := measure, level := level
) as k
    on g.customer_id = k.customer_id and k.kind = 'ranked'
left join landscape_base.former_tiers(as_of := as_of, measure := measure, level := level) as t
    on g.customer_id = t.customer_id
left join offers as o
    on g.customer_id = o.unit_id
left join (select n.* from recorded as n where n.place = 1) as r
    on g.customer_id = r.unit_id
left join customers as c
    on g.customer_id = c.customer_id
