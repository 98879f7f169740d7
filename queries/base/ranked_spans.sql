-- name:    ranked_spans
-- kind:    base_table_macro
-- summary: Every customer ranked by the measure within each span: rank, shares, tier and band, ties never split (CS6, CS8, CS9, A8, B18).
-- grain:   one row per customer (or parent) and span with at least one line, and one per row of what is never ranked
-- source:  customer_spans, returns_only, ranked_sums
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
with ranked_span_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := spans, as_of := as_of, level := level) as s
),

ranked_returned as (
    select ro.customer_id, true as returns_only
    from landscape_base.returns_only(as_of := as_of, level := level) as ro
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
from landscape_base.ranked_sums(
    given := 'ranked_span_sums', orders := 'ranked_returned', as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
) as r
