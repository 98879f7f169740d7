-- name:    standing_ranks
-- kind:    base_table_macro
-- summary: What ranked_spans gives at the settings in force: from the usual ranks where they have the span, computed for the others.
-- grain:   one row per customer (or parent) and span with at least one line, and one per row of what is never ranked
-- source:  ranked_spans, usual_ranks, rank_windows
-- stands_for: ranked_spans
-- args:
--   spans    STRUCT[]   list  required  spans as {start_day, end_day}
--   as_of    DATE       date  NULL      last day, inclusive; the setting when NULL
--   measure  VARCHAR    text  NULL      revenue, profit or contribution; the setting when NULL
--   cuts     DOUBLE[]   list  NULL      tier cuts; the setting when NULL
--   labels   VARCHAR[]  list  NULL      tier labels; the setting when NULL
--   level    VARCHAR    text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   kind              VARCHAR        text   ranked, unassigned, generic or internal
--   start_day         DATE           date   of the span
--   end_day           DATE           date   of the span
--   net               DECIMAL(38,4)  money  revenue
--   profit            DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   contribution      DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   cost_coverage     DOUBLE         ratio  value with a cost divided by value; NULL without value
--   purchases         BIGINT         count  purchases in the span
--   lines             BIGINT         count  lines in the span
--   value             DECIMAL(38,4)  money  the measure; NULL below the cost coverage wanted
--   rank              BIGINT         rank   1 is best, ties share it; NULL when value is NULL or never ranked
--   percentile        DOUBLE         ratio  buyers strictly above divided by buyers; NULL without a purchase
--   share             DOUBLE         ratio  positive part of value divided by the sum of positive values
--   share_above       DOUBLE         ratio  the same over the customers strictly above
--   cum_share         DOUBLE         ratio  share_above with the whole tie group
--   share_of_net      DOUBLE         ratio  value divided by the net total; NULL when that is not positive
--   tier              VARCHAR        text   NULL when nothing is positive
--   band              VARCHAR        text   top, middle or bottom; NULL for who neither bought nor only returned
--   nonpositive       BOOLEAN        flag   value is 0 or below
--   reason            VARCHAR        text   why figures are NULL: cost_coverage or no_positive_total
--   unassigned_share  DOUBLE         ratio  what is never ranked divided by the ledger, in the span; NULL when its net is 0
--   net_costed        DECIMAL(38,4)  money  sum of net amounts of lines with a cost
--   cost              DECIMAL(38,4)  money  sum of known costs
--   service           DECIMAL(38,4)  money  cost to serve
--   net_abs           DECIMAL(38,4)  money  sum of absolute net amounts
--   net_abs_costed    DECIMAL(38,4)  money  the same over lines with a cost
-- notes:   Where no other span is wanted, the pass over the days ends before it begins.
with ranks_wanted as materialized (
    select distinct u.span.start_day::date as start_day, u.span.end_day::date as end_day
    from (select unnest(spans) as span) as u
),

ranks_known as materialized (
    select w.start_day, w.end_day
    from ranks_wanted as w
    inner join landscape_base.rank_windows(as_of := as_of, level := level) as k
        on w.start_day = k.start_day and w.end_day = k.end_day
),

ranks_others as (
    select list({'start_day': w.start_day, 'end_day': w.end_day}) as spans
    from ranks_wanted as w
    anti join ranks_known as k
        on w.start_day = k.start_day and w.end_day = k.end_day
)

select
    r.customer_id as customer_id,
    r.kind as kind,
    r.start_day as start_day,
    r.end_day as end_day,
    r.net as net,
    r.profit as profit,
    r.contribution as contribution,
    r.cost_coverage as cost_coverage,
    r.purchases as purchases,
    r.lines as lines,
    r.value as value,
    r.rank as rank,
    r.percentile as percentile,
    r.share as share,
    r.share_above as share_above,
    r.cum_share as cum_share,
    r.share_of_net as share_of_net,
    r.tier as tier,
    r.band as band,
    r.nonpositive as nonpositive,
    r.reason as reason,
    r.unassigned_share as unassigned_share,
    r.net_costed as net_costed,
    r.cost as cost,
    r.service as service,
    r.net_abs as net_abs,
    r.net_abs_costed as net_abs_costed,
from landscape_base.usual_ranks(as_of := as_of, measure := measure, level := level) as r
inner join ranks_known as k
    on r.start_day = k.start_day and r.end_day = k.end_day
union all
select
    o.customer_id,
    o.kind,
    o.start_day,
    o.end_day,
    o.net,
    o.profit,
    o.contribution,
    o.cost_coverage,
    o.purchases,
    o.lines,
    o.value,
    o.rank,
    o.percentile,
    o.share,
    o.share_above,
    o.cum_share,
    o.share_of_net,
    o.tier,
    o.band,
    o.nonpositive,
    o.reason,
    o.unassigned_share,
    o.net_costed,
    o.cost,
    o.service,
    o.net_abs,
    o.net_abs_costed,
from landscape_base.ranked_spans(
    spans := (select so.spans from ranks_others as so), as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
) as o
