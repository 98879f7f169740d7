-- name:    usual_sums
-- kind:    base_table_macro
-- summary: Sums of the ledger per customer in the usual windows, which most figures begin with.
-- grain:   one row per customer (or parent) and window with at least one line, cost to serve or changed purchase
-- source:  customer_spans, usual_windows
-- kept:    start_day, end_day
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key       customer or root parent; '(unassigned)', '(generic)', '(internal)' for the rest
--   kind            VARCHAR        text      ranked, unassigned, generic or internal
--   start_day       DATE           date      of the window
--   end_day         DATE           date      of the window
--   net             DECIMAL(38,4)  money     as customer_spans gives it, and so all others
--   cost            DECIMAL(38,4)  money
--   net_costed      DECIMAL(38,4)  money
--   net_abs         DECIMAL(38,4)  money
--   net_abs_costed  DECIMAL(38,4)  money
--   service         DECIMAL(38,4)  money
--   lines           BIGINT         count
--   purchases       BIGINT         count
with usual_span_list as (
    select list({'start_day': w.start_day, 'end_day': w.end_day}) as spans
    from landscape_base.usual_windows(as_of := as_of, level := level) as w
)

select
    s.customer_id as customer_id,
    s.kind as kind,
    s.start_day as start_day,
    s.end_day as end_day,
    s.net as net,
    s.cost as cost,
    s.net_costed as net_costed,
    s.net_abs as net_abs,
    s.net_abs_costed as net_abs_costed,
    s.service as service,
    s.lines as lines,
    s.purchases as purchases,
from landscape_base.customer_spans(spans := (select u.spans from usual_span_list as u), as_of := as_of, level := level) as s
