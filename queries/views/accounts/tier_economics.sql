-- name:    tier_economics
-- kind:    figure
-- summary: What each tier earns and costs: revenue, profit, cost to serve, contribution, per customer and per hour; and whether growing C pays (A14).
-- grain:   one row per tier, and one per row of what is never ranked or has no tier
-- source:  config, ranked_spans, tier_span, touch_efforts
-- kept:    tier
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   months   INTEGER  months  NULL  length of the window; the setting tier_months when NULL
--   measure  VARCHAR  text    NULL  what the tiers are made by; the setting when NULL
--   level    VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   tier                       VARCHAR        text    label; (none) without a tier, (unassigned), (generic), (internal) for what is never ranked
--   customers                  BIGINT         count   customers with a line or a cost to serve in the window; NULL for what is never ranked
--   revenue                    DECIMAL(38,4)  money   net amounts
--   revenue_share              DOUBLE         ratio   of the ledger of the window; NULL when that is 0
--   profit                     DECIMAL(38,4)  money   NULL below the cost coverage wanted
--   cost_to_serve              DECIMAL(38,4)  money   touches and allocated costs to serve
--   contribution               DECIMAL(38,4)  money   profit less cost to serve; NULL as profit is
--   contribution_margin        DOUBLE         ratio   contribution divided by revenue; NULL when revenue is not positive
--   hours                      DOUBLE         hours   of the touches with minutes; NULL without any
--   contribution_per_hour      DOUBLE         number  in base currency; NULL without hours
--   revenue_per_customer       DOUBLE         number  in base currency
--   contribution_per_customer  DOUBLE         number  in base currency
--   cost_coverage              DOUBLE         ratio   value with a known cost divided by value
--   scalable                   BOOLEAN        flag    of the last tier: its contribution margin is at least that of the tier above; NULL elsewhere
--   as_of                      DATE           date    last day, inclusive
-- example: select tier, customers, revenue, contribution_margin, contribution_per_hour, scalable from tier_economics
-- notes:   Over the rows revenue sums to the ledger of the window and cost to serve to service_costs. Profit is that of lines with a cost. The
--   seed's exception: if the last tier costs no effort, growing it pays.
with config as materialized (
    select c.tier_labels as names, c.min_cost_coverage as needed, c.as_of as last_day, coalesce(months::integer, c.tier_months) as window_months
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

efforts as (
    select t.customer_id, t.hours as spent
    from landscape_base.touch_efforts(as_of := as_of, months := (select config.window_months from config), level := level) as t
),

tiers as materialized (
    select
        case when r.kind = 'ranked' then coalesce(r.tier, '(none)') else r.customer_id end as label,
        r.kind = 'ranked' as is_ranked,
        count(*) as members,
        sum(r.net) as net,
        sum(r.net_costed - r.cost) as earned,
        sum(r.service) as served,
        sum(r.net_abs) as net_abs,
        sum(r.net_abs_costed) as net_abs_costed,
        sum(e.spent) as spent,
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, months), as_of := as_of, measure := measure, level := level
    ) as r
    left join efforts as e
        on r.customer_id = e.customer_id
    group by 1, 2
),

covered as (
    select
        t.*,
        t.net_abs_costed::double / nullif(t.net_abs, 0)::double as coverage,
        case when coalesce(t.net_abs_costed::double / nullif(t.net_abs, 0)::double, 1) >= config.needed then t.earned end as profit_sum,
        case when t.is_ranked and list_position(config.names, t.label) > 0 then list_position(config.names, t.label) else 1000 end as place,
        config.last_day,
        t.label = config.names[-1] as is_last,
    from tiers as t
    cross join config
),

margins as (
    select
        c.*,
        c.profit_sum - c.served as left_over,
        case when c.net > 0 then (c.profit_sum - c.served)::double / c.net::double end as margin,
    from covered as c
)

select
    m.label as tier,
    (case when m.is_ranked then m.members end)::bigint as customers,
    m.net::decimal(38, 4) as revenue,
    m.net::double / nullif(sum(m.net) over (), 0)::double as revenue_share,
    m.profit_sum::decimal(38, 4) as profit,
    m.served::decimal(38, 4) as cost_to_serve,
    m.left_over::decimal(38, 4) as contribution,
    m.margin as contribution_margin,
    m.spent as hours,
    m.left_over::double / nullif(m.spent, 0) as contribution_per_hour,
    (case when m.is_ranked then m.net::double / m.members end) as revenue_per_customer,
    (case when m.is_ranked then m.left_over::double / m.members end) as contribution_per_customer,
    m.coverage as cost_coverage,
    case when m.is_ranked and m.is_last then m.margin >= max(case when m.place < 1000 and not m.is_last then m.margin end) over (
        order by m.place, m.label rows between 1 preceding and 1 preceding
    ) end as scalable,
    m.last_day as as_of,
from margins as m
order by m.place, m.label
