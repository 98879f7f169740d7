-- name:    product_landscape
-- kind:    figure
-- summary: How each product or product line maps across the landscape: revenue, profit, buyers and penetration by status and tier, period by period (requirements C3, C10).
-- grain:   one row per period, product line (or product), status and tier with a line
-- source:  periods, product_sales, customer_spans, customer_orders, ranked_sums
-- kept:    period, product_id, status, tier
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   measure        VARCHAR  text    NULL  what the tiers are by; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period           INTEGER        number  0 is the newest
--   period_start     DATE           date    first day
--   period_end       DATE           date    last day, never after as_of
--   product_id       VARCHAR        key     product line, or product at level product; '(none)' without one
--   status           VARCHAR        text    at the end of the period: existing, ex-customer or prospect; in parentheses for what is never ranked
--   tier             VARCHAR        text    tier of the period; NULL for what is never ranked and where the measure has none
--   revenue          DECIMAL(38,4)  money   net amount in the period
--   profit           DECIMAL(38,4)  money   of the lines with a cost
--   cost_coverage    DOUBLE         ratio   value of lines with a cost divided by value; NULL without value
--   buyers           BIGINT         count   customers whose net value of it in the period is above 0
--   customers        BIGINT         count   customers of that status and tier with a line in the period; NULL for what is never ranked
--   penetration      DOUBLE         ratio   buyers divided by customers
--   per_buyer        DECIMAL(38,4)  money   revenue divided by buyers; NULL without buyers
--   revenue_before   DECIMAL(38,4)  money   of that product, status and tier in the period before; NULL in the oldest period
--   change           DECIMAL(38,4)  money   revenue - revenue_before
--   product_level    VARCHAR        text    level in force
--   is_partial       BOOLEAN        flag    a calendar or fiscal period that is not complete at as_of
-- example: select product_id, tier, revenue, penetration, per_buyer from product_landscape where period = 0 and status = 'existing' order by product_id, tier
-- notes:   The rows of a period sum to the ledger. existing is who is active at the end of the period, as in revenue_split; an ex-customer or a
--   prospect has lines only where something was given back or cost nothing. revenue_before is what the customers then of that status and tier
--   brought, in the period before or, for one that is not complete, in the same part of it. Lines of '(none)' and of what is not
--   in_profile are shown under their product, so that sums stay whole.
with landscape_periods as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

landscape_windows as materialized (
    select p.start_day as from_day, p.end_day as to_day, p.active_end_start as active_from
    from landscape_periods as p
    union
    select p.before_start, p.before_end, p.active_start
    from landscape_periods as p
    where p.is_partial
),

landscape_spans as (
    select list(distinct {'start_day': w.from_day, 'end_day': w.to_day}) as spans
    from (
        select lw.from_day, lw.to_day from landscape_windows as lw
        union
        select lw.active_from, lw.to_day from landscape_windows as lw
    ) as w
),

own_spans as (
    select list({'start_day': lw.from_day, 'end_day': lw.to_day}) as spans
    from landscape_windows as lw
),

item_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select ls.spans from landscape_spans as ls), as_of := as_of, level := level) as s
),

item_orders as materialized (
    select o.customer_id, o.status, o.overridden, o.returns_only, o.first_order, o.first_unlinked
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

item_ranked as (
    select s.*
    from item_sums as s
    inner join landscape_windows as w
        on s.start_day = w.from_day and s.end_day = w.to_day
),

ranks as materialized (
    select r.customer_id, r.kind, r.start_day, r.end_day, r.tier, r.lines
    from landscape_base.ranked_sums(
        given := 'item_ranked', orders := 'item_orders', as_of := as_of, measure := measure, level := level
    ) as r
),

placed as materialized (
    select
        w.from_day,
        w.to_day,
        r.customer_id,
        r.tier,
        r.kind = 'ranked' as is_ranked,
        r.lines,
        case
            when r.kind != 'ranked' then r.customer_id
            when o.overridden then o.status
            when coalesce(a.purchases, 0) > 0 then 'existing'
            when o.first_order <= w.to_day or o.first_unlinked <= w.to_day then 'ex-customer'
            else 'prospect'
        end as status,
    from landscape_windows as w
    inner join ranks as r
        on w.from_day = r.start_day and w.to_day = r.end_day
    left join item_sums as a
        on w.active_from = a.start_day and w.to_day = a.end_day and r.customer_id = a.customer_id and r.kind = a.kind
    left join item_orders as o
        on r.customer_id = o.customer_id
),

cell_sizes as (
    select p.from_day, p.to_day, p.status, p.tier, count(*) as members
    from placed as p
    where p.is_ranked and p.lines > 0
    group by p.from_day, p.to_day, p.status, p.tier
),

sales as (
    select
        s.customer_id,
        s.product_id as item,
        s.start_day,
        s.end_day,
        s.product_level as grain,
        sum(s.net) as net,
        sum(s.net_costed - s.cost) as profit,
        sum(s.net_abs) as net_abs,
        sum(s.net_abs_costed) as net_abs_costed,
    from landscape_base.product_sales(
        spans := (select os.spans from own_spans as os), as_of := as_of, product_level := product_level, level := level
    ) as s
    group by s.customer_id, s.product_id, s.start_day, s.end_day, s.product_level
),

cells as materialized (
    select
        p.from_day,
        p.to_day,
        s.item,
        p.status,
        p.tier,
        max(s.grain) as grain,
        sum(s.net) as net,
        sum(s.profit) as profit,
        sum(s.net_abs_costed)::double / nullif(sum(s.net_abs), 0)::double as coverage,
        count(*) filter (where s.net > 0 and p.is_ranked) as buyers,
    from sales as s
    inner join placed as p
        on s.customer_id = p.customer_id and s.start_day = p.from_day and s.end_day = p.to_day
    group by p.from_day, p.to_day, s.item, p.status, p.tier
),

keyed as (
    select lp.period as k, c.item, c.status, c.tier
    from landscape_periods as lp
    inner join cells as c
        on lp.start_day = c.from_day and lp.end_day = c.to_day
    union
    select lp.period, c.item, c.status, c.tier
    from landscape_periods as lp
    inner join cells as c
        on lp.before_start = c.from_day and lp.before_end = c.to_day
)

select
    lp.period as period,
    lp.start_day + 1 as period_start,
    lp.end_day as period_end,
    k.item as product_id,
    k.status as status,
    k.tier as tier,
    coalesce(c.net, 0)::decimal(38, 4) as revenue,
    coalesce(c.profit, 0)::decimal(38, 4) as profit,
    c.coverage as cost_coverage,
    coalesce(c.buyers, 0)::bigint as buyers,
    n.members as customers,
    coalesce(c.buyers, 0)::double / nullif(n.members, 0) as penetration,
    (c.net::double / nullif(c.buyers, 0))::decimal(38, 4) as per_buyer,
    case when h.has_before then coalesce(b.net, 0) end::decimal(38, 4) as revenue_before,
    case when h.has_before then coalesce(c.net, 0) - coalesce(b.net, 0) end::decimal(38, 4) as change,
    coalesce(c.grain, b.grain) as product_level,
    lp.is_partial as is_partial,
from keyed as k
inner join landscape_periods as lp
    on k.k = lp.period
inner join (
    select p.period as k, w.from_day is not null as has_before
    from landscape_periods as p
    left join landscape_windows as w
        on p.before_start = w.from_day and p.before_end = w.to_day
) as h
    on k.k = h.k
left join cells as c
    on lp.start_day = c.from_day and lp.end_day = c.to_day and k.item = c.item and k.status = c.status
        and coalesce(k.tier, '') = coalesce(c.tier, '')
left join cells as b
    on lp.before_start = b.from_day and lp.before_end = b.to_day and k.item = b.item and k.status = b.status
        and coalesce(k.tier, '') = coalesce(b.tier, '')
left join cell_sizes as n
    on lp.start_day = n.from_day and lp.end_day = n.to_day and k.status = n.status and coalesce(k.tier, '') = coalesce(n.tier, '')
