-- name:    standing_spans
-- kind:    base_table_macro
-- summary: What customer_spans gives at the settings in force: from the usual windows where they have it, computed for the others.
-- grain:   one row per customer (or parent) and span with at least one line, cost to serve or changed purchase
-- source:  customer_spans, usual_windows, usual_sums
-- stands_for: customer_spans
-- args:
--   spans  STRUCT[]  list  required  spans as {start_day, end_day}; open at the start, closed at the end, none after as_of
--   as_of  DATE      date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR   text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key       customer or root parent; '(unassigned)', '(generic)', '(internal)' for the rest
--   kind            VARCHAR        text      ranked, unassigned, generic or internal
--   start_day       DATE           date      of the span
--   end_day         DATE           date      of the span
--   net             DECIMAL(38,4)  money     as customer_spans gives it, and so all others
--   cost            DECIMAL(38,4)  money
--   net_costed      DECIMAL(38,4)  money
--   net_abs         DECIMAL(38,4)  money
--   net_abs_costed  DECIMAL(38,4)  money
--   service         DECIMAL(38,4)  money
--   lines           BIGINT         count
--   purchases       BIGINT         count
-- notes:   Where no other span is wanted, the pass over the days ends before it begins.
with standing_wanted as materialized (
    select distinct u.span.start_day::date as start_day, u.span.end_day::date as end_day
    from (select unnest(spans) as span) as u
),

standing_known as materialized (
    select w.start_day, w.end_day
    from standing_wanted as w
    inner join landscape_base.usual_windows(as_of := as_of, level := level) as k
        on w.start_day = k.start_day and w.end_day = k.end_day
),

standing_others as (
    select list({'start_day': w.start_day, 'end_day': w.end_day}) as spans
    from standing_wanted as w
    anti join standing_known as k
        on w.start_day = k.start_day and w.end_day = k.end_day
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
from landscape_base.usual_sums(as_of := as_of, level := level) as s
inner join standing_known as k
    on s.start_day = k.start_day and s.end_day = k.end_day
union all
select
    o.customer_id,
    o.kind,
    o.start_day,
    o.end_day,
    o.net,
    o.cost,
    o.net_costed,
    o.net_abs,
    o.net_abs_costed,
    o.service,
    o.lines,
    o.purchases,
from landscape_base.customer_spans(spans := (select so.spans from standing_others as so), as_of := as_of, level := level) as o
