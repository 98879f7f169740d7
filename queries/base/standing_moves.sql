-- name:    standing_moves
-- kind:    base_table_macro
-- summary: What period_moves gives at the settings in force, from the moves that are kept.
-- grain:   one row per customer (or parent) and period with a line in either window or a purchase in a look-back
-- source:  customer_moves
-- stands_for: period_moves
-- args:
--   given          VARCHAR  text    required  name of a table expression with the columns of customer_spans and every window of these periods
--   periods        VARCHAR  text    required  name of a table expression with the columns of periods, none of them compared with another season
--   orders         VARCHAR  text    required  name of a table expression with customer_id and known_first of customer_orders
--   as_of          DATE     date    NULL      last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL      that the periods were made with, and so the next two
--   years          INTEGER  number  NULL
--   period_kind    VARCHAR  text    NULL
--   measure        VARCHAR  text    NULL      revenue, profit or contribution; the setting when NULL
--   level          VARCHAR  text    NULL      customer or parent, of the sums; the setting when NULL
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
-- notes:   Of the sums and orders of the caller nothing is read; of its periods, which they are.
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
from landscape_base.customer_moves(
    as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
) as m
semi join query_table(periods) as p
    on m.period = p.period
