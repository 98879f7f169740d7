-- name:    lapse_alerts
-- kind:    figure
-- summary: Which customers are silent for longer than their own rhythm explains, as a whole or in a product line, and what is at stake.
-- grain:   one row per existing customer (or parent) with an order; one per customer and product line when grain is line
-- source:  thresholds, basics, customer_facts, gap_sums, ledger, product_lines, landscape_base.customers, customers, unit_of, normal_tail, period_edge
-- kept:    rank, customer_id, product_line
-- args:
--   grain    VARCHAR  text   'customer'  customer, or line for customer x product line
--   as_of    DATE     date   NULL        last day, inclusive; the setting when NULL
--   alert_p  DOUBLE   ratio  NULL        probability below which a silence is an alert; the setting when NULL
--   level    VARCHAR  text   NULL        customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     never NULL
--   product_line     VARCHAR        key     NULL when grain is customer
--   name             VARCHAR        text    NULL when unknown
--   status           VARCHAR        text    existing
--   tier             VARCHAR        text    tier of the last tier_months
--   rank             BIGINT         rank    likewise
--   owner            VARCHAR        text    customers.account_manager
--   alert            BOOLEAN        flag    p_gap_longer is below alert_p, and the season does not explain it; NULL with few orders
--   value_at_stake   DECIMAL(38,4)  money   revenue of the last 12 months, of the product line when grain is line
--   p_gap_longer     DOUBLE         ratio   share of gaps that last longer than this silence; small means late; NULL with few orders
--   overdue_ratio    DOUBLE         number  days_since_last by typical_gap; for display
--   days_since_last  INTEGER        days    from last_order to as_of
--   typical_gap      DOUBLE         days    median days between two order days, drawn towards the segment's; NULL with few orders
--   gaps             BIGINT         count   gaps used: those of the last 24 months if there are 3, else all
--   last_order       DATE           date    last order day
--   is_seasonal      BOOLEAN        flag    a gap as long ended within 30 days of this date last year
--   segment          VARCHAR        text    customers whose gaps are pooled: persona, else industry; NULL for all that have neither
--   reason           VARCHAR        text    few_orders: fewer than 3 gaps
--   as_of            DATE           date    last day, inclusive
-- example: select name, tier, value_at_stake, days_since_last, typical_gap from lapse_alerts where alert order by value_at_stake desc limit 20
-- notes:   Gaps are taken as lognormal. n gaps with mean m1 of their logarithms, mu the mean over all gaps of the segment (of the same
--   product line): m = (n m1 + 3 mu) / (n + 3), typical_gap = exp(m). s^2 = (sum of squares about m1 + 3 s0^2) / (n + 2), s0 the
--   standard deviation within customers, pooled. p = 1 - Phi((ln(max(days, 0.5)) - m) / s), Phi within 7.5e-8. Where no gap varies
--   at all, p is 0 after the gap, 1 before it and 0.5 on its day. Who is silent for churn_gap months is no longer existing and
--   stands in dormant; likewise a product line not bought for 12 months is left out, whose value counts credit notes by their own
--   date. At 10 million lines grain line takes some 12 seconds of processor time, since it reads every line, and grain customer some
--   5.
with config as materialized (
    select
        t.alert_p as threshold,
        case
            when grain in ('customer', 'line') then grain
            else error('grain ' || grain || ' is not allowed; use one of customer, line')
        end as wanted,
    from landscape_base.thresholds(alert_p := alert_p) as t
),

facts as materialized (
    select
        f.customer_id, f.name, f.status, f.tier, f.rank, f.owner, f.segment, f.value_12m, f.as_of as last_day,
        period_edge(f.as_of, 12) as year_start,
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
    where f.status = 'existing' and f.last_order is not null
),

segments as (
    select
        cu.customer_id,
        coalesce(c.persona, c.industry) as segment,
    from landscape_base.customers as cu
    left join customers as c
        on cu.customer_id = c.customer_id
),

sums as materialized (
    select
        g.*,
        s.segment,
        g.squares - g.logs * g.logs / g.gaps as spread,
    from landscape_base.gap_sums(grain, as_of := as_of, level := level) as g
    left join segments as s
        on g.customer_id = s.customer_id
),

by_segment as (
    select s.segment, s.product_line, sum(s.logs) / sum(s.gaps) as mu
    from sums as s
    where s.gaps >= 3
    group by s.segment, s.product_line
),

by_line as (
    select s.product_line, greatest(sum(s.spread), 0) / sum(s.gaps - 1) as pooled
    from sums as s
    where s.gaps >= 3
    group by s.product_line
),

bought as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
        p.product_line,
        sum(l.net) as net,
    from landscape_base.ledger as l
    inner join landscape_base.product_lines as p
        on l.product_id = p.product_id
    inner join landscape_base.customers as cu
        on l.customer_id = cu.customer_id
    cross join landscape_base.basics(as_of := as_of, level := level) as config
    where grain = 'line' and l.invoice_date > period_edge(config.last_day, 12) and l.invoice_date <= config.last_day
    group by all
),

modelled as (
    select
        f.*,
        s.product_line,
        s.last_order,
        s.gaps,
        f.last_day - s.last_order as silent,
        s.season_gap >= f.last_day - s.last_order as seasonal,
        case when s.gaps >= 3 then (s.logs + 3 * m.mu) / (s.gaps + 3) end as m,
        case when s.gaps >= 3 then sqrt((greatest(s.spread, 0) + 3 * l.pooled) / (s.gaps + 2)) end as s,
    from sums as s
    inner join facts as f
        on s.customer_id = f.customer_id
    left join by_segment as m
        on s.segment is not distinct from m.segment and s.product_line is not distinct from m.product_line
    left join by_line as l
        on s.product_line is not distinct from l.product_line
    where s.last_order > f.year_start or grain = 'customer'
),

judged as (
    select
        d.*,
        case
            when d.m is null then null
            when d.s > 1e-9 then landscape_base.normal_tail((ln(greatest(d.silent, 0.5)) - d.m) / d.s)
            when abs(ln(greatest(d.silent, 0.5)) - d.m) < 1e-9 then 0.5
            when ln(greatest(d.silent, 0.5)) < d.m then 1
            else 0
        end as p,
    from modelled as d
)

select
    j.customer_id as customer_id,
    j.product_line as product_line,
    j.name as name,
    j.status as status,
    j.tier as tier,
    j.rank as rank,
    j.owner as owner,
    case when j.p is not null then j.p < config.threshold and not coalesce(j.seasonal, false) end as alert,
    (case when config.wanted = 'line' then coalesce(b.net, 0) else j.value_12m end)::decimal(38, 4) as value_at_stake,
    j.p::double as p_gap_longer,
    j.silent / exp(j.m) as overdue_ratio,
    j.silent::integer as days_since_last,
    exp(j.m) as typical_gap,
    j.gaps as gaps,
    j.last_order as last_order,
    coalesce(j.seasonal, false) as is_seasonal,
    j.segment as segment,
    case when j.m is null then 'few_orders' end as reason,
    j.last_day as as_of,
from judged as j
cross join config
left join bought as b
    on j.customer_id = b.customer_id and j.product_line = b.product_line
