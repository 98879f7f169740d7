-- name:    audit_lens_2
-- kind:    figure
-- summary: Two periods: who bought in both and spends more or less, who in one alone, and whether customers, orders or order value made the change.
-- grain:   one row per change
-- source:  config, periods, customer_spans
-- kept:    change
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   compare        VARCHAR  text    'previous'  previous, or same_season for the same months a year earlier
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   change                 VARCHAR        key     more, same or less of who bought in both periods; only_before, only_now; adj for all else
--   customers              BIGINT         count   in adj customers without an order in either period
--   customers_share        DOUBLE         ratio   of all customers with an order in either period; NULL in adj
--   revenue_before         DECIMAL(38,4)  money   in the period compared with; all rows sum to the ledger
--   revenue_now            DECIMAL(38,4)  money   in the newest period; likewise
--   revenue_change         DECIMAL(38,4)  money   revenue_now less revenue_before = the three effects added up
--   customers_effect       DECIMAL(38,4)  money   of customers that are there in one period alone, and all of adj
--   orders_effect          DECIMAL(38,4)  money   of more or fewer orders by who bought in both, at the mean of both order values
--   value_effect           DECIMAL(38,4)  money   of a higher or lower value per order, at the mean of both numbers of orders
--   orders_before          BIGINT         count   purchases
--   orders_now             BIGINT         count   purchases
--   value_per_order_before DOUBLE         money   revenue_before by orders_before
--   value_per_order_now    DOUBLE         money   revenue_now by orders_now
--   profit_before          DECIMAL(38,4)  money   NULL below the cost coverage wanted
--   profit_now             DECIMAL(38,4)  money   NULL below the cost coverage wanted
--   period_start           DATE           date    first day of the newest period
--   period_end             DATE           date    its last day, never after as_of
-- example: select change, customers, revenue_change, customers_effect, orders_effect, value_effect from audit_lens_2 order by change
-- notes:   Lens 2 of Fader, Hardie and Ross, The Customer-Base Audit (2022). tier_migration has the same customers by tier. The effects of orders and
--   value are taken with midpoints over the whole row, so that they do not depend on an order and add up.
with config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, level := level) as c
),

newest as materialized (
    select p.start_day, p.end_day, p.before_start, p.before_end, p.has_ledger
    from landscape_base.periods(
        as_of := as_of, period_months := period_months, years := 1, period_kind := period_kind, compare := compare
    ) as p
    where p.period = 0
),

windows as (
    select list({'start_day': w.from_day, 'end_day': w.to_day}) as both_spans
    from (
        select n.start_day as from_day, n.end_day as to_day from newest as n
        union
        select n.before_start, n.before_end from newest as n
    ) as w
),

sums as (
    select
        r.customer_id,
        r.kind,
        r.start_day = n.start_day as is_now,
        r.net,
        r.purchases,
        r.net_costed - r.cost as profit,
        r.net_abs,
        r.net_abs_costed,
    from landscape_base.customer_spans(
        spans := (select w.both_spans from windows as w), as_of := as_of, level := level
    ) as r
    cross join newest as n
    where n.has_ledger
),

by_customer as (
    select
        s.customer_id,
        s.kind,
        coalesce(sum(s.net) filter (where not s.is_now), 0) as net0,
        coalesce(sum(s.net) filter (where s.is_now), 0) as net1,
        coalesce(sum(s.purchases) filter (where not s.is_now), 0) as orders0,
        coalesce(sum(s.purchases) filter (where s.is_now), 0) as orders1,
        sum(s.profit) filter (where not s.is_now) as profit0,
        sum(s.profit) filter (where s.is_now) as profit1,
        sum(s.net_abs) filter (where not s.is_now) as abs0,
        sum(s.net_abs) filter (where s.is_now) as abs1,
        sum(s.net_abs_costed) filter (where not s.is_now) as costed0,
        sum(s.net_abs_costed) filter (where s.is_now) as costed1,
    from sums as s
    group by s.customer_id, s.kind
),

sorted as (
    select
        b.*,
        case
            when b.kind != 'ranked' or (b.orders0 <= 0 and b.orders1 <= 0) then 'adj'
            when b.orders0 <= 0 then 'only_now'
            when b.orders1 <= 0 then 'only_before'
            when b.net1 > b.net0 then 'more'
            when b.net1 < b.net0 then 'less'
            else 'same'
        end as direction,
    from by_customer as b
),

grouped as (
    select
        s.direction,
        count(*) filter (where s.kind = 'ranked') as customers,
        sum(s.net0) as net0,
        sum(s.net1) as net1,
        sum(case when s.direction != 'adj' then s.orders0 else 0 end) as orders0,
        sum(case when s.direction != 'adj' then s.orders1 else 0 end) as orders1,
        coalesce(sum(s.profit0), 0) as profit0,
        coalesce(sum(s.profit1), 0) as profit1,
        coalesce(sum(s.costed0)::double / nullif(sum(s.abs0), 0)::double, 1) as coverage0,
        coalesce(sum(s.costed1)::double / nullif(sum(s.abs1), 0)::double, 1) as coverage1,
    from sorted as s
    group by s.direction
),

effects as (
    select
        g.*,
        case
            when g.direction in ('more', 'same', 'less') then (
                (g.orders1 - g.orders0) * (g.net0::double / nullif(g.orders0, 0) + g.net1::double / nullif(g.orders1, 0)) / 2
            )::decimal(38, 4)
        end as by_orders,
    from grouped as g
)

select
    e.direction as change,
    e.customers as customers,
    case
        when e.direction != 'adj'
            then e.customers::double / nullif(sum(e.customers) filter (where e.direction != 'adj') over (), 0)
    end as customers_share,
    e.net0::decimal(38, 4) as revenue_before,
    e.net1::decimal(38, 4) as revenue_now,
    (e.net1 - e.net0)::decimal(38, 4) as revenue_change,
    (case when e.by_orders is null then e.net1 - e.net0 else 0 end)::decimal(38, 4) as customers_effect,
    coalesce(e.by_orders, 0)::decimal(38, 4) as orders_effect,
    (case when e.by_orders is null then 0 else e.net1 - e.net0 - e.by_orders end)::decimal(38, 4) as value_effect,
    e.orders0::bigint as orders_before,
    e.orders1::bigint as orders_now,
    e.net0::double / nullif(e.orders0, 0) as value_per_order_before,
    e.net1::double / nullif(e.orders1, 0) as value_per_order_now,
    case when e.coverage0 >= config.needed then e.profit0 end::decimal(38, 4) as profit_before,
    case when e.coverage1 >= config.needed then e.profit1 end::decimal(38, 4) as profit_now,
    (n.start_day + 1)::date as period_start,
    n.end_day::date as period_end,
from effects as e
cross join config
cross join newest as n
order by case e.direction when 'more' then 1 when 'same' then 2 when 'less' then 3 when 'only_before' then 4 when 'only_now' then 5 else 6 end
