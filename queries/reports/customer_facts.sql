-- name:    customer_facts
-- kind:    report
-- summary: What is there to know about one customer, and what should be done next?
-- grain:   one row per fact
-- source:  landscape, churn, churn_value, customer_status, typical_gaps, config, ledger, products, period_edge
-- args:
--   customer  VARCHAR  key   required  customer_id
--   as_of     DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   no      INTEGER  rank  1 to n
--   topic   VARCHAR  text  rank, value, movement, status, rhythm, churn, products, profit or next step
--   fact    VARCHAR  text  a sentence; amounts in base currency
--   origin  VARCHAR  text  figure or table that says so
-- example: .report customer_facts customer=Acme
-- notes:   No row for an id that is no customer. The windows are those of landscape and churn; the next step is a rule over the
--          facts above it, in this order: no purchase yet, ex-customer, overdue, products dropped, spend fell, new, loss, grown.
with config as materialized (
    select c.as_of as last_day, c.churn_gap as gap_months
    from landscape_base.config(as_of := $as_of) as c
),

ranked as materialized (
    select l.*, count(*) filter (where l.rank is not null) over () as others, c.last_day
    from landscape(as_of := $as_of, measure := 'revenue') as l
    cross join config as c
    where l.period = 0
    qualify l.customer_id = $customer
),

standing as materialized (
    select s.*, g.typical_gap
    from customer_status(as_of := $as_of) as s
    left join landscape_base.typical_gaps(as_of := $as_of) as g
        on s.customer_id = g.customer_id
    where s.kind = 'customer' and s.customer_id = $customer
),

churned as materialized (
    select h.churn_kind, h.spend_before, h.spend_after, h.spend_change, h.products_before, h.products_after
    from churn(as_of := $as_of) as h
    where h.customer_id = $customer
),

dropped as materialized (
    select
        string_agg(v.product_id, ', ' order by v.product desc, v.product_id) as names,
        sum(v.product) as value,
    from churn_value(as_of := $as_of) as v
    where v.customer_id = $customer and v.product > 0
),

bought as (
    select coalesce(p.line, p.name, l.product_id, 'no product') as product, sum(l.net) as value
    from landscape_base.ledger as l
    cross join config as c
    left join products as p
        on l.product_id = p.product_id
    where l.customer_id = $customer and l.invoice_date > period_edge(c.last_day, 12) and l.invoice_date <= c.last_day
    group by 1
),

products_of as (
    select
        string_agg(format('{} {:,.2f}', b.product, b.value::double), ', ' order by b.value desc, b.product) as names,
        count(*) as kinds,
    from (select b.product, b.value from bought as b order by b.value desc, b.product limit 3) as b
),

facts as (
    select 1 as place, 'rank' as topic, 'landscape' as origin,
        case
            when r.rank is null then format('not ranked in the twelve months to {}', r.last_day)
            else format('number {} of {:,} by revenue in the year to {}, {:.1f} % of the total', r.rank, r.others, r.period_end,
                100 * r.share)
        end as fact,
    from ranked as r
    union all
    select 2, 'value', 'landscape',
        format('{:,.2f} revenue in {} purchases; tier {}{}', r.revenue::double, r.orders, coalesce(r.tier, r.former_tier, 'none'),
            case
                when r.tier_previous is null then ''
                when r.tier_previous = r.tier then ', as the year before'
                else ', ' || r.tier_previous || ' the year before'
            end)
    from ranked as r
    union all
    select 3, 'movement', 'revenue_split',
        case r.movement
            when 'grown' then format('grew by {:,.2f}', (r.growth - r.contraction)::double)
            when 'shrunk' then format('shrank by {:,.2f}', r.contraction::double)
            when 'lost' then format('lost: {:,.2f} the year before', r.lost::double)
            when 'new' then format('new: first purchase on {}', s.first_order)
            when 'reactivated' then 'came back after a silence'
            when 'flat' then 'bought for exactly as much as the year before'
            else 'cannot be compared with the year before'
        end
    from ranked as r
    left join standing as s
        on r.customer_id = s.customer_id
    union all
    select 4, 'status', 'customer_status',
        case
            when s.last_order is null then s.status || ': no purchase (' || s.basis || ')'
            else format('{}: {:,} purchases from {} to {}, the last {:,} days before {}', s.status, s.orders, s.first_order, s.last_order,
                s.days_since_last, s.as_of)
        end
    from standing as s
    union all
    select 5, 'rhythm', 'typical_gaps',
        format('buys every {:.0f} days or so; {}', s.typical_gap,
            case
                when s.days_since_last >= 2 * s.typical_gap then format('silent for {:.1f} times that', s.days_since_last / s.typical_gap)
                else format('next purchase expected around {}', s.last_order + round(s.typical_gap)::integer)
            end)
    from standing as s
    where s.typical_gap > 0
    union all
    select 6, 'churn', 'churn',
        case h.churn_kind
            when 'account' then format('left: {:,.2f} before, nothing since', h.spend_before::double)
            when 'product' then format('dropped {} (worth {:,.2f} before)', coalesce(d.names, 'products'), coalesce(d.value, 0)::double)
            when 'decreased_spend' then format('spends {:,.2f} less than before', -h.spend_change::double)
            else 'none'
        end
    from churned as h
    cross join dropped as d
    where h.churn_kind is not null
    union all
    select 7, 'products', 'ledger', 'most of it: ' || p.names
    from products_of as p
    where p.kinds > 0
    union all
    select 8, 'profit', 'landscape',
        format('{:,.2f} profit, {:.1f} % of revenue', r.profit::double, 100 * r.profit::double / r.revenue::double)
    from ranked as r
    where r.profit is not null and r.revenue > 0
    union all
    select 9, 'next step', 'churn, customer_status',
        case
            when s.last_order is null then 'find out what a first order would take'
            when s.status = 'ex-customer' then 'win back: ask why the purchases stopped in ' || strftime(s.last_order, '%B %Y')
            when s.days_since_last >= 2 * s.typical_gap then 'call now: the silence is long for this customer'
            when h.churn_kind = 'product' then 'ask what replaced ' || coalesce(d.names, 'the dropped products')
            when h.churn_kind = 'decreased_spend' then 'review the account: spend fell without a product being dropped'
            when r.movement = 'new' then 'welcome: make the second and third purchase easy'
            when r.profit < 0 then 'look at price and cost: the customer costs more than it brings'
            when r.movement = 'grown' then 'thank, and offer what similar customers buy'
            else 'keep the usual rhythm'
        end
    from standing as s
    left join ranked as r
        on s.customer_id = r.customer_id
    left join churned as h
        on true
    cross join dropped as d
)

select
    (row_number() over (order by f.place))::integer as no,
    f.topic as topic,
    f.fact as fact,
    f.origin as origin,
from facts as f
order by f.place
