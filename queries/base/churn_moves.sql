-- name:    churn_moves
-- kind:    base_table_macro
-- summary: The moves of customers between the two churn windows, in revenue.
-- grain:   one row per customer (or parent) with a line or a purchase in one of the windows
-- source:  churn_window_moves
-- kept:    customer_id
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
select
    m.customer_id as customer_id,
    m.kind as kind,
    m.movement as movement,
    m.v0 as v0,
    m.v1 as v1,
    m.was_active as was_active,
    m.is_active as is_active,
    m.is_new as is_new,
    m.comparable as comparable,
    m.end_day as end_day,
from landscape_base.churn_window_moves(as_of := as_of, months := months, compare := compare, level := level) as m
