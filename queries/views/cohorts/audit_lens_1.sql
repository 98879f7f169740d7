-- name:    audit_lens_1
-- kind:    figure
-- summary: One period: how different customers are, by tenths of them from the best down, and whether it is by orders, value or margin.
-- grain:   one row per decile, and the row adj
-- source:  config, periods, ranked_spans
-- kept:    decile
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of the period; the setting when NULL
--   measure        VARCHAR  text    NULL  what customers are sorted by; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   decile               VARCHAR        key     1 for the best tenth of the customers with an order, to 10; adj for all else in the ledger
--   customers            BIGINT         count   customers with an order; in adj customers without one
--   revenue              DECIMAL(38,4)  money   = customers x orders_per_customer x value_per_order; all rows sum to the ledger
--   revenue_share        DOUBLE         ratio   of the revenue of all rows
--   cum_revenue_share    DOUBLE         ratio   of this decile and the better ones; NULL in adj
--   orders               BIGINT         count   purchases; 0 in adj
--   orders_per_customer  DOUBLE         number  orders by customers; NULL in adj
--   value_per_order      DOUBLE         money   revenue by orders; NULL in adj
--   margin               DOUBLE         ratio   profit by revenue; NULL below the cost coverage wanted
--   profit               DECIMAL(38,4)  money   = revenue x margin; NULL below the cost coverage wanted
--   value_min            DECIMAL(38,4)  money   least value of the measure in the decile; NULL in adj
--   value_max            DECIMAL(38,4)  money   greatest
--   cost_coverage        DOUBLE         ratio   value with a cost divided by value
--   period_start         DATE           date    first day
--   period_end           DATE           date    last day, never after as_of
-- example: select decile, customers, revenue_share, orders_per_customer, value_per_order, margin from audit_lens_1 order by decile
-- notes:   Lens 1 of Fader, Hardie and Ross, The Customer-Base Audit (2022). Equal customers never part: a decile holds those with as many tenths
--   of all customers above them as its number less one, so that ties may make one larger. adj holds credit notes and adjustments of
--   customers without an order in the period, who have no tenth, and the rows that are never ranked, which count no customers.
with config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

newest as materialized (
    select p.start_day, p.end_day, p.has_ledger
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := 1, period_kind := period_kind) as p
    where p.period = 0
),

ranks as (
    select r.*, r.kind = 'ranked' and r.purchases > 0 and r.value is not null as placed
    from landscape_base.ranked_spans(
        spans := (select list({'start_day': n.start_day, 'end_day': n.end_day}) from newest as n),
        as_of := as_of, measure := measure, level := level
    ) as r
),

tenths as (
    select
        r.*,
        case
            when r.placed then (10 * (rank() over (partition by r.placed order by r.value desc) - 1)) // count(*) over (partition by r.placed) + 1
        end as tenth,
    from ranks as r
),

sums as (
    select
        t.tenth,
        count(*) filter (where t.kind = 'ranked') as customers,
        sum(t.net) as net,
        sum(case when t.placed then t.purchases else 0 end) as orders,
        sum(t.net_costed - t.cost) as profit,
        sum(t.net_abs) as net_abs,
        sum(t.net_abs_costed) as net_abs_costed,
        min(t.value) filter (where t.placed) as least_value,
        max(t.value) filter (where t.placed) as greatest_value,
    from tenths as t
    group by t.tenth
),

covered as (
    select
        s.*,
        s.net_abs_costed::double / nullif(s.net_abs, 0)::double as coverage,
        sum(s.net) over () as total,
        sum(s.net) over (order by s.tenth nulls last rows between unbounded preceding and current row) as net_down,
    from sums as s
)

select
    coalesce(c.tenth::varchar, 'adj') as decile,
    c.customers as customers,
    c.net::decimal(38, 4) as revenue,
    c.net::double / nullif(c.total, 0)::double as revenue_share,
    case when c.tenth is not null then c.net_down::double / nullif(c.total, 0)::double end as cum_revenue_share,
    c.orders::bigint as orders,
    case when c.tenth is not null then c.orders::double / nullif(c.customers, 0) end as orders_per_customer,
    c.net::double / nullif(c.orders, 0) as value_per_order,
    case when coalesce(c.coverage, 1) >= config.needed then c.profit::double / nullif(c.net, 0)::double end as margin,
    case when coalesce(c.coverage, 1) >= config.needed then c.profit end::decimal(38, 4) as profit,
    c.least_value as value_min,
    c.greatest_value as value_max,
    c.coverage as cost_coverage,
    (n.start_day + 1)::date as period_start,
    n.end_day::date as period_end,
from covered as c
cross join config
cross join newest as n
where n.has_ledger
order by c.tenth nulls last
