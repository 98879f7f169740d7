-- name:    moves_of
-- kind:    base_table_macro
-- summary: How every customer moved in each period, from sums, periods and orders that the caller has already made (common rules CS7, CS10, C14).
-- grain:   one row per customer (or parent) and period with a line in either window or a purchase in a look-back
-- source:  config, measure_value, movement_of
-- args:
--   given    VARCHAR  text  required  name of a table expression with the columns of customer_spans and every window of these periods
--   periods  VARCHAR  text  required  name of a table expression with the columns of periods
--   orders   VARCHAR  text  required  name of a table expression with customer_id and known_first of customer_orders
--   as_of    DATE     date  NULL      last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL      revenue, profit or contribution; the setting when NULL
-- columns:
--   period           INTEGER        number  0 is the newest
--   customer_id      VARCHAR        key     customer, root parent, or a row in parentheses that is never ranked
--   kind             VARCHAR        text    ranked, unassigned, generic or internal
--   movement         VARCHAR        text    as in customer_moves, and so all others
--   v0               DECIMAL(38,4)  money
--   v1               DECIMAL(38,4)  money
--   n0               BIGINT         count
--   n1               BIGINT         count
--   was_active       BOOLEAN        flag
--   is_active        BOOLEAN        flag
--   is_new           BOOLEAN        flag
--   is_annualised    BOOLEAN        flag
--   is_mature        BOOLEAN        flag
--   start_day        DATE           date
--   end_day          DATE           date
--   before_start     DATE           date
--   before_end       DATE           date
--   is_partial       BOOLEAN        flag
--   comparable       BOOLEAN        flag
--   lookback_months  INTEGER        months
--   net0             DECIMAL(38,4)  money
--   net1             DECIMAL(38,4)  money
--   service1         DECIMAL(38,4)  money
-- notes:   A figure that ranks customers and moves them begins with one pass over the days and hands its sums to both.
with config as materialized (
    select c.measure as wanted, c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, measure := measure) as c
),

-- one row for each window of a period, whatever it stands for there
roles as materialized (
    select
        r.k,
        r.from_day,
        r.to_day,
        bool_or(r.role = 'own') as is_own,
        bool_or(r.role = 'before') as is_before,
        bool_or(r.role = 'active_start') as is_at_start,
        bool_or(r.role = 'active_end') as is_at_end,
    from (
        select p.period as k, 'own' as role, p.start_day as from_day, p.end_day as to_day from query_table(periods) as p
        union all
        select p.period, 'before', p.before_start, p.before_end from query_table(periods) as p
        union all
        select p.period, 'active_start', p.active_start, p.active_end from query_table(periods) as p
        union all
        select p.period, 'active_end', p.active_end_start, p.end_day from query_table(periods) as p
    ) as r
    group by r.k, r.from_day, r.to_day
),

coverage as (
    select
        s.start_day,
        s.end_day,
        coalesce(sum(s.net_abs_costed)::double / nullif(sum(s.net_abs), 0)::double, 1) as share,
    from query_table(given) as s
    where s.kind = 'ranked'
    group by s.start_day, s.end_day
),

valued as (
    select
        s.*,
        case
            when config.wanted = 'revenue'
                or (
                    coalesce(coverage.share, 1) >= config.needed
                    and coalesce(s.net_abs_costed::double / nullif(s.net_abs, 0)::double, 1) >= config.needed
                )
                then landscape_base.measure_value(config.wanted, s.net, s.net_costed, s.cost, s.service)
        end as amount,
    from query_table(given) as s
    left join coverage
        on s.start_day = coverage.start_day and s.end_day = coverage.end_day
    cross join config
),

windows as (
    select
        r.k,
        v.customer_id,
        v.kind,
        coalesce(sum(v.amount) filter (where r.is_before), case when count(*) filter (where r.is_before) = 0 then 0 end) as amount0,
        coalesce(sum(v.amount) filter (where r.is_own), case when count(*) filter (where r.is_own) = 0 then 0 end) as amount1,
        coalesce(sum(v.purchases) filter (where r.is_before), 0) as count0,
        coalesce(sum(v.purchases) filter (where r.is_own), 0) as count1,
        coalesce(sum(v.purchases) filter (where r.is_at_start), 0) > 0 and v.kind = 'ranked' as active0,
        coalesce(sum(v.purchases) filter (where r.is_at_end), 0) > 0 and v.kind = 'ranked' as active1,
        coalesce(sum(v.net) filter (where r.is_before), 0) as revenue0,
        coalesce(sum(v.net) filter (where r.is_own), 0) as revenue1,
        coalesce(sum(v.service) filter (where r.is_own), 0) as serving1,
        count(*) filter (where (r.is_own or r.is_before) and v.lines > 0) as seen,
    from valued as v
    inner join roles as r
        on v.start_day = r.from_day and v.end_day = r.to_day
    group by r.k, v.customer_id, v.kind
)

select
    w.k as period,
    w.customer_id as customer_id,
    w.kind as kind,
    landscape_base.movement_of(w.active0, w.active1, w.amount0, w.amount1, o.known_first > p.start_day) as movement,
    w.amount0::decimal(38, 4) as v0,
    w.amount1::decimal(38, 4) as v1,
    w.count0::bigint as n0,
    w.count1::bigint as n1,
    w.active0 as was_active,
    w.active1 as is_active,
    coalesce(o.known_first > p.start_day, false) as is_new,
    coalesce(o.known_first > p.before_start and o.known_first <= p.start_day, false) as is_annualised,
    coalesce(o.known_first <= p.before_start, false) as is_mature,
    p.start_day as start_day,
    p.end_day as end_day,
    p.before_start as before_start,
    p.before_end as before_end,
    p.is_partial as is_partial,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    w.revenue0::decimal(38, 4) as net0,
    w.revenue1::decimal(38, 4) as net1,
    w.serving1::decimal(38, 4) as service1,
from windows as w
inner join query_table(periods) as p
    on w.k = p.period
left join query_table(orders) as o
    on w.customer_id = o.customer_id
where w.seen > 0 or w.active0 or w.active1 or w.serving1 != 0
