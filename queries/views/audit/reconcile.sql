-- name:    reconcile
-- kind:    view
-- summary: Every identity that must hold between the figures and the ledger, with its difference, which must be 0.
-- grain:   one row per identity
-- source:  ledger, customer_days, credit_lines, invoice_lines, loads, periods, period_spans, config, customer_spans, customer_orders, moves_of, split_of, landscape, revenue_bridge, customer_moves, churn_moves, churn_value, kpi
-- columns:
--   check     VARCHAR        key    name of the identity
--   severity  VARCHAR        text   error
--   count     BIGINT         count  places where it does not hold; 0 is good
--   amount    DECIMAL(38,4)  money  sum of absolute differences
--   sample    VARCHAR        text   first place where it does not hold; NULL when it holds
--   advice    VARCHAR        text   what to do when it does not hold
-- example: select * from reconcile where count > 0
with ledger_periods as (
    select
        p.period as k,
        coalesce(sum(cd.net), 0)::decimal(38, 4) as net,
    from landscape_base.periods() as p
    left join landscape_base.customer_days as cd
        on cd.day > p.start_day and cd.day <= p.end_day
    group by p.period
),

-- moves and splits of revenue, whatever the measure in force, from one pass over the days
reconciled_periods as materialized (
    select p.*
    from landscape_base.periods() as p
),

reconciled_spans as (
    select ps.spans
    from landscape_base.period_spans(periods := 'reconciled_periods') as ps
),

reconciled_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select rs.spans from reconciled_spans as rs)) as s
),

reconciled_orders as (
    select o.customer_id, o.known_first
    from landscape_base.customer_orders() as o
),

reconciled_moves as (
    select m.*
    from landscape_base.moves_of(
        given := 'reconciled_sums', periods := 'reconciled_periods', orders := 'reconciled_orders', measure := 'revenue'
    ) as m
),

splits as materialized (
    select s.period, s.customer_id, s.v0, s.v1, s.repeat, s.growth, s.new, s.reactivated, s.unknown_origin, s.adj1
    from landscape_base.split_of(given := 'reconciled_moves') as s
),

lines as materialized (
    select
        coalesce(sum(l.net), 0) as net,
        count(*) as line_count,
        coalesce(sum(l.cost) filter (where l.net is not null), 0) as cost,
        coalesce(sum(l.net) filter (where l.doc_type = 'credit_note'), 0) as credited,
    from landscape_base.ledger as l
),

days as materialized (
    select coalesce(sum(cd.net), 0) as net, coalesce(sum(cd.lines), 0) as line_count, coalesce(sum(cd.cost), 0) as cost
    from landscape_base.customer_days as cd
),

shifted as (
    select max(c.credit_period) = 'origin' as is_shifted
    from landscape_base.config() as c
),

checks as (
    select
        'base tables sum to the ledger' as identity,
        s.name as place,
        abs(s.difference)::decimal(38, 4) as difference,
    from (
        select 'net amount' as name, l.net - d.net as difference from lines as l cross join days as d
        union all
        select 'lines', l.line_count - d.line_count from lines as l cross join days as d
        union all
        select 'cost', l.cost - d.cost from lines as l cross join days as d
    ) as s

    union all
    select 'loaded lines are in the ledger or were replaced', 'lines',
        abs(
            (select coalesce(sum(lo.rows), 0) from loads as lo where lo.table_name = 'invoice_lines' and lo.unloaded_at is null)
            - (select count(*) from invoice_lines as l where l.load_id is not null)
            - (select count(*) from landscape_history.invoice_lines as h)
        )

    union all
    select 'credit lines are linked, matched or unmatched', 'net amount',
        abs(
            (select coalesce(sum(c.net) filter (where c.link in ('linked', 'matched', 'unmatched')), 0) from landscape_base.credit_lines as c)
            - (select l.credited from lines as l)
        )

    union all
    select 'landscape sums to the ledger', 'period ' || p.k, abs(coalesce(v.net, 0) - p.net)
    from ledger_periods as p
    cross join shifted
    left join (select l.period as k, sum(l.revenue) as net from landscape as l where l.period is not null group by l.period) as v
        on p.k = v.k
    where not shifted.is_shifted

    union all
    select 'bridge sums to the ledger', 'period ' || p.k, abs(coalesce(v.net, 0) - p.net)
    from ledger_periods as p
    cross join shifted
    left join (select s.period as k, sum(s.v1) as net from splits as s group by s.period) as v
        on p.k = v.k
    where not shifted.is_shifted

    union all
    select 'value of a period is its components', 'period ' || s.period || ', ' || s.customer_id,
        abs(s.v1 - (s.repeat + s.growth + s.new + s.reactivated + s.unknown_origin + s.adj1))
    from splits as s

    union all
    select 'change of value is its components', 'period ' || b.period,
        abs(b.change - (b.new + b.reactivated + b.repeat - k.kept + b.growth - b.contraction - b.lost + b.adj1 - b.adj0))
    from revenue_bridge as b
    inner join (
        select m.period as k, sum(case when m.was_active and m.is_active then least(greatest(m.v0, 0), greatest(m.v1, 0)) else 0 end) as kept
        from landscape_base.customer_moves() as m
        group by m.period
    ) as k
        on b.period = k.k
    where b.comparable

    union all
    select 'churn in money sums to the change of revenue', 'churn windows',
        abs(
            v.total - (select coalesce(sum(m.v1 - m.v0), 0) from landscape_base.churn_moves() as m)
        )
    from (
        select coalesce(sum(
            c.expansion + c.new_product + c.new + c.reactivated + c.unknown_origin - c.account - c.product - c.decreased + c.adj_product + c.adj
        ), 0) as total
        from churn_value as c
    ) as v

    union all
    select 'customers roll forward', 'period ' || k.period,
        abs(k.opening_customers + k.new_customers + k.reactivated_customers - k.lost_customers - k.closing_customers)
    from kpi as k
    where k.comparable
)

select
    c.identity as check,
    'error' as severity,
    count(*) filter (where c.difference != 0) as count,
    coalesce(sum(c.difference), 0)::decimal(38, 4) as amount,
    min(c.place || ' differs by ' || c.difference) filter (where c.difference != 0) as sample,
    'run landscape refresh with --full; when the difference stays, the figures of this ledger cannot be trusted: report it' as advice,
from checks as c
group by c.identity
order by c.identity
