-- name:    channel_mix
-- kind:    figure
-- summary: Which channels the customers of each tier order through, what an order costs to serve there, and the move to self-service (requirements B3, B7).
-- grain:   one row per period, tier and channel with a line in the period
-- source:  periods, basics, ranked_spans, ledger, purchase_days, landscape_base.customers, unit_of
-- kept:    period, tier, channel
-- args:
--   as_of          DATE       date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER    months  NULL  length of a period; the setting when NULL
--   years          INTEGER    number  NULL  years covered; the setting when NULL
--   self_service   VARCHAR[]  list    ['web','website','web shop','webshop','online','online shop','e-shop','e-commerce','app','portal','edi','self-service','self-serve']  channels of orders without our help, in lower case
-- columns:
--   period               INTEGER        number  0 is the newest
--   period_start         DATE           date    first day
--   period_end           DATE           date    last day, never after as_of
--   tier                 VARCHAR        text    tier of the period
--   channel              VARCHAR        text    channel of the invoice lines; NULL when unknown
--   is_self_service      BOOLEAN        flag    the channel is one of self_service
--   customers            BIGINT         count   customers with a line
--   orders               BIGINT         count   purchases
--   revenue              DECIMAL(38,4)  money   net amount
--   order_share          DOUBLE         ratio   of the purchases of the period and tier
--   cost_per_order       DOUBLE         money   cost to serve of each customer, divided like its orders, per order; NULL without an order
--   self_service_share   DOUBLE         ratio   of the purchases of the period and tier; the same on all its rows
--   self_service_change  DOUBLE         ratio   self_service_share less that of the tier in the period before; NULL in the oldest
--   as_of                DATE           date    last day, inclusive
-- example: select period, tier, channel, orders, revenue, cost_per_order, self_service_share from channel_mix order by all
-- notes:   The revenue of a period sums to that of its ranked customers, the orders to their purchases. The purchases of a day count for the
--   channel with most of the customer's amount on that day. No rows while no line names a channel. Without any cost to serve an order costs 0.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

periods_of as materialized (
    select p.period as k, p.start_day, p.end_day
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years) as p
    where p.has_ledger and exists (select 1 from landscape_base.ledger as d where d.channel is not null)
),

reach as (
    select min(p.start_day) as from_day, max(p.end_day) as to_day
    from periods_of as p
),

ranks as materialized (
    select p.k, r.customer_id as unit_id, r.tier as tier_name, r.service, r.purchases
    from landscape_base.ranked_spans(
        spans := (select list({'start_day': q.start_day, 'end_day': q.end_day}) from periods_of as q), as_of := as_of
    ) as r
    inner join periods_of as p
        on r.start_day = p.start_day and r.end_day = p.end_day
    where r.kind = 'ranked'
),

by_day as (
    select l.customer_id, l.invoice_date as day, l.channel as via, sum(l.net) as net
    from landscape_base.ledger as l
    cross join reach
    where l.invoice_date > reach.from_day and l.invoice_date <= reach.to_day
    group by l.customer_id, l.invoice_date, l.channel
),

placed as (
    select
        d.*,
        row_number() over (partition by d.customer_id, d.day order by d.net desc nulls last, d.via) = 1 as is_main,
    from by_day as d
),

counted as (
    select
        p.k,
        landscape_base.unit_of(d.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        d.via,
        sum(d.net) as net,
        coalesce(sum(pd.purchases) filter (where d.is_main), 0) as n,
    from placed as d
    inner join periods_of as p
        on d.day > p.start_day and d.day <= p.end_day
    inner join landscape_base.customers as cu
        on d.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    left join landscape_base.purchase_days(as_of := as_of) as pd
        on d.customer_id = pd.customer_id and d.day = pd.day
    group by all
),

cells as (
    select
        c.k,
        r.tier_name,
        c.via,
        coalesce(list_contains(self_service, lower(c.via)), false) as alone,
        count(distinct c.unit_id) as buyers,
        sum(c.n) as n,
        sum(c.net) as net,
        sum(r.service::double * c.n / nullif(r.purchases, 0)) as spent,
    from counted as c
    left join ranks as r
        on c.k = r.k and c.unit_id = r.unit_id
    group by all
),

totals as (
    select c.k, c.tier_name, sum(c.n) as n, coalesce(sum(c.n) filter (where c.alone), 0)::double / nullif(sum(c.n), 0)::double as alone_share,
    from cells as c
    group by c.k, c.tier_name
)

select
    c.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    c.tier_name as tier,
    c.via as channel,
    c.alone as is_self_service,
    c.buyers as customers,
    c.n::bigint as orders,
    c.net::decimal(38, 4) as revenue,
    c.n::double / nullif(t.n, 0)::double as order_share,
    c.spent / nullif(c.n, 0)::double as cost_per_order,
    t.alone_share as self_service_share,
    t.alone_share - b.alone_share as self_service_change,
    config.last_day as as_of,
from cells as c
cross join config
inner join periods_of as p
    on c.k = p.k
left join totals as t
    on c.k = t.k and coalesce(c.tier_name, '') = coalesce(t.tier_name, '')
left join totals as b
    on c.k + 1 = b.k and coalesce(c.tier_name, '') = coalesce(b.tier_name, '')
order by c.k, c.tier_name, c.via
