-- name:    standing_churn
-- kind:    base_table_macro
-- summary: What churn_window_moves gives at the settings in force, from the moves of the newest period where its windows are the same.
-- grain:   one row per customer (or parent) with a line or a purchase in one of the windows
-- source:  churn_length, churn_comparison, periods, period_spans, customer_spans, customer_orders, customer_moves, moves_of, movement_of
-- stands_for: churn_window_moves
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   months   INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare  VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   level    VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   kind         VARCHAR        text   ranked, unassigned, generic or internal
--   movement     VARCHAR        text   as in customer_moves
--   v0           DECIMAL(38,4)  money  revenue in the window compared with
--   v1           DECIMAL(38,4)  money  revenue in the newest window
--   was_active   BOOLEAN        flag   a purchase in the look-back at the start
--   is_active    BOOLEAN        flag   a purchase in the look-back at the end
--   is_new       BOOLEAN        flag   the first order ever lies in the newest window
--   comparable   BOOLEAN        flag   the ledger reaches back far enough
--   end_day      DATE           date   as_of
-- notes:   Where they are the same, the pass over the sums ends before it begins.
with churn_wanted as materialized (
    select p.*
    from landscape_base.periods(
        as_of := as_of,
        period_months := landscape_base.churn_length(months),
        years := 1,
        period_kind := 'rolling',
        compare := landscape_base.churn_comparison(compare)
    ) as p
    where p.period = 0
),

churn_known as materialized (
    select w.period
    from churn_wanted as w
    inner join landscape_base.periods(as_of := as_of) as p
        on w.period = p.period and w.start_day = p.start_day and w.end_day = p.end_day and w.before_start = p.before_start
            and w.before_end = p.before_end and w.active_start = p.active_start and w.active_end = p.active_end
            and w.active_end_start = p.active_end_start and w.comparable = p.comparable
),

churn_others as materialized (
    select w.*
    from churn_wanted as w
    anti join churn_known as k
        on w.period = k.period
),

churn_spans as (
    select ps.spans
    from landscape_base.period_spans(periods := 'churn_others') as ps
),

churn_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select cs.spans from churn_spans as cs), as_of := as_of, level := level) as s
),

churn_orders as (
    select o.customer_id, o.known_first
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
)

select
    m.customer_id as customer_id,
    m.kind as kind,
    landscape_base.movement_of(m.was_active, m.is_active, m.net0, m.net1, m.is_new) as movement,
    m.net0 as v0,
    m.net1 as v1,
    m.was_active as was_active,
    m.is_active as is_active,
    m.is_new as is_new,
    m.comparable as comparable,
    m.end_day as end_day,
from landscape_base.customer_moves(as_of := as_of, level := level) as m
semi join churn_known as k
    on m.period = k.period
union all
select
    o.customer_id,
    o.kind,
    o.movement,
    o.v0,
    o.v1,
    o.was_active,
    o.is_active,
    o.is_new,
    o.comparable,
    o.end_day,
from landscape_base.moves_of(
    given := 'churn_sums', periods := 'churn_others', orders := 'churn_orders', as_of := as_of, measure := 'revenue'
) as o
