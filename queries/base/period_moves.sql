-- name:    period_moves
-- kind:    base_table_macro
-- summary: How every customer moved in each period of a figure that has summed the days once for all its steps.
-- grain:   one row per customer (or parent) and period with a line in either window or a purchase in a look-back
-- source:  moves_of
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
-- notes:   moves_of, with the arguments that say which periods these are: standing_moves answers where they are those in force.
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
from landscape_base.moves_of(given := given, periods := periods, orders := orders, as_of := as_of, measure := measure) as m
