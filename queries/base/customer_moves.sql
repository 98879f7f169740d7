-- name:    customer_moves
-- kind:    base_table_macro
-- summary: What became of every customer from one period to the next, in the measure: the figures of requirement C14 before they are named.
-- grain:   one row per period and customer (or parent) with a line or a purchase in one of the period's windows
-- source:  periods, period_spans, customer_spans, customer_orders, moves_of
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
with moves_periods as materialized (
    select p.*
    from landscape_base.periods(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, compare := compare
    ) as p
),

-- These names stand nowhere else: an argument (select ... from moves_spans) is read inside the macro that it is handed to, where a table
-- expression of the same name would take its place.
moves_spans as (
    select ps.spans
    from landscape_base.period_spans(periods := 'moves_periods') as ps
),

moves_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select ms.spans from moves_spans as ms), as_of := as_of, level := level) as s
),

moves_orders as (
    select o.customer_id, o.known_first
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
)

select
    m.period as period,
    m.customer_id as customer_id,
    m.kind as kind,
    m.movement as movement,
    m.v0 as v0,
    m.v1 as v1,
    m.n0 as n0,
    m.n1 as n1,
    m.was_active as was_active,
    m.is_active as is_active,
    m.is_new as is_new,
    m.is_annualised as is_annualised,
    m.is_mature as is_mature,
    m.start_day as start_day,
    m.end_day as end_day,
    m.before_start as before_start,
    m.before_end as before_end,
    m.is_partial as is_partial,
    m.comparable as comparable,
    m.lookback_months as lookback_months,
    m.net0 as net0,
    m.net1 as net1,
    m.service1 as service1,
from landscape_base.moves_of(
    given := 'moves_sums', periods := 'moves_periods', orders := 'moves_orders', as_of := as_of, measure := measure
) as m
