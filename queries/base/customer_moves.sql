-- name:    customer_moves
-- kind:    base_table_macro
-- summary: What became of every customer from one period to the next, in the measure: the figures of requirement C14 before they are named.
-- grain:   one row per period and customer (or parent) with a line or a purchase in one of the period's windows
-- source:  config, periods, customer_spans, customer_orders, measure_value, movement_of
-- kept:    period, customer_id
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   compare        VARCHAR  text    'previous'  previous or same_season
--   measure        VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period              INTEGER        number  0 is the newest
--   customer_id         VARCHAR        key     customer, root parent, or a row in parentheses that is never ranked
--   kind                VARCHAR        text    ranked, unassigned, generic or internal
--   movement            VARCHAR        text    new, reactivated, grown, flat, shrunk or lost; NULL for neither, and where v0 or v1 is NULL
--   v0                  DECIMAL(38,4)  money   value in the window compared with; NULL below the cost coverage wanted
--   v1                  DECIMAL(38,4)  money   value in the period; NULL below the cost coverage wanted
--   n0                  BIGINT         count   purchases in the window compared with
--   n1                  BIGINT         count   purchases in the period
--   was_active          BOOLEAN        flag    a purchase in the look-back at the start
--   is_active           BOOLEAN        flag    a purchase in the look-back at the end
--   is_new              BOOLEAN        flag    the first order ever lies in the period
--   is_annualised       BOOLEAN        flag    the first order ever lies in the period before
--   is_mature           BOOLEAN        flag    the first order ever lies before the window compared with
--   start_day           DATE           date    last day before the period
--   end_day             DATE           date    last day of the period
--   before_start        DATE           date    last day before the window compared with
--   before_end          DATE           date    last day of the window compared with
--   is_partial          BOOLEAN        flag    the period is not complete at as_of
--   comparable          BOOLEAN        flag    the ledger reaches back far enough (CS10)
--   lookback_months     INTEGER        months  how far it reaches back before the period
--   net0                DECIMAL(38,4)  money   revenue in the window compared with
--   net1                DECIMAL(38,4)  money   revenue in the period
--   service1            DECIMAL(38,4)  money   cost to serve in the period
with config as materialized (
    select c.measure as wanted, c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of, measure := measure) as c
),

-- The names moves_periods, moves_roles and moves_spans stand nowhere else: an argument (select ... from moves_spans) is read inside the
-- macro that it is handed to, where a table expression of the same name would take its place.
moves_periods as materialized (
    select p.*
    from landscape_base.periods(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, compare := compare
    ) as p
),

moves_roles as materialized (
    select p.period as k, 'own' as role, p.start_day as from_day, p.end_day as to_day from moves_periods as p
    union all
    select p.period, 'before', p.before_start, p.before_end from moves_periods as p
    union all
    select p.period, 'active_start', p.active_start, p.active_end from moves_periods as p
    union all
    select p.period, 'active_end', p.active_end_start, p.end_day from moves_periods as p
),

moves_spans as (
    select list({'start_day': r.from_day, 'end_day': r.to_day}) as spans
    from moves_roles as r
),

sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select ms.spans from moves_spans as ms), as_of := as_of, level := level) as s
),

coverage as (
    select
        s.start_day,
        s.end_day,
        coalesce(sum(s.net_abs_costed)::double / nullif(sum(s.net_abs), 0)::double, 1) as share,
    from sums as s
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
    from sums as s
    left join coverage
        on s.start_day = coverage.start_day and s.end_day = coverage.end_day
    cross join config
),

windows as (
    select
        r.k,
        v.customer_id,
        v.kind,
        coalesce(sum(v.amount) filter (where r.role = 'before'), case when count(*) filter (where r.role = 'before') = 0 then 0 end) as amount0,
        coalesce(sum(v.amount) filter (where r.role = 'own'), case when count(*) filter (where r.role = 'own') = 0 then 0 end) as amount1,
        coalesce(sum(v.purchases) filter (where r.role = 'before'), 0) as count0,
        coalesce(sum(v.purchases) filter (where r.role = 'own'), 0) as count1,
        coalesce(sum(v.purchases) filter (where r.role = 'active_start'), 0) > 0 and v.kind = 'ranked' as active0,
        coalesce(sum(v.purchases) filter (where r.role = 'active_end'), 0) > 0 and v.kind = 'ranked' as active1,
        coalesce(sum(v.net) filter (where r.role = 'before'), 0) as revenue0,
        coalesce(sum(v.net) filter (where r.role = 'own'), 0) as revenue1,
        coalesce(sum(v.service) filter (where r.role = 'own'), 0) as serving1,
        count(*) filter (where r.role in ('own', 'before') and v.lines > 0) as seen,
    from valued as v
    inner join moves_roles as r
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
inner join moves_periods as p
    on w.k = p.period
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on w.customer_id = o.customer_id
where w.seen > 0 or w.active0 or w.active1 or w.serving1 != 0
