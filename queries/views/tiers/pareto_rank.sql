-- name:    pareto_rank
-- kind:    figure
-- summary: Customers ranked by value with their share, cumulative share, tier and 20/60/20 band; equal values are never parted.
-- grain:   one row per customer_id with at least one line in the window
-- source:  tier_span, customer_orders, ranked_spans
-- kept:    rank, customer_id
-- args:
--   as_of    DATE       date    NULL  last day, inclusive; the setting when NULL
--   months   INTEGER    months  NULL  length of the window; the setting tier_months when NULL
--   measure  VARCHAR    text    NULL  revenue, profit or contribution; the setting when NULL
--   cuts     DOUBLE[]   list    NULL  increasing cuts between the tiers; the setting when NULL
--   labels   VARCHAR[]  list    NULL  names of the tiers, one more than cuts; the setting when NULL
--   level    VARCHAR    text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    never NULL; the root parent at level parent
--   name              VARCHAR        text   NULL when unknown
--   status            VARCHAR        text   existing, ex-customer or prospect
--   value             DECIMAL(38,4)  money  the measure; NULL below the cost coverage wanted
--   rank              BIGINT         rank   1 is best, ties share it (1, 2, 2, 4)
--   position          BIGINT         rank   1 to n, ties by customer_id; for display only
--   percentile        DOUBLE         ratio  buyers strictly above divided by buyers; NULL without a purchase
--   share             DOUBLE         ratio  of the sum of positive values
--   share_above       DOUBLE         ratio  of the customers strictly above
--   cum_share         DOUBLE         ratio  share_above with the whole tie group
--   share_of_net      DOUBLE         ratio  of the net total; may exceed 1
--   tier              VARCHAR        text   NULL when nothing is positive
--   band              VARCHAR        text   top, middle or bottom
--   nonpositive       BOOLEAN        flag   value is 0 or below
--   reason            VARCHAR        text   why figures are NULL
--   cost_coverage     DOUBLE         ratio  value with a known cost divided by value
--   unassigned_share  DOUBLE         ratio  revenue of what is never ranked divided by the ledger; NULL when that is 0
--   as_of             DATE           date   last day, inclusive
-- example: select customer_id, value, tier from pareto_rank(measure := 'revenue') order by position limit 10
-- notes:   The customer that crosses a cut belongs to the higher tier: tiers follow from the value strictly above.
select
    r.customer_id as customer_id,
    o.name as name,
    o.status as status,
    r.value as value,
    r.rank as rank,
    case when r.rank is not null then row_number() over (partition by r.rank is null order by r.rank, r.customer_id) end as position,
    r.percentile as percentile,
    r.share as share,
    r.share_above as share_above,
    r.cum_share as cum_share,
    r.share_of_net as share_of_net,
    r.tier as tier,
    r.band as band,
    r.nonpositive as nonpositive,
    r.reason as reason,
    r.cost_coverage as cost_coverage,
    r.unassigned_share as unassigned_share,
    r.end_day as as_of,
from landscape_base.ranked_spans(
    spans := landscape_base.tier_span(as_of, months), as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
) as r
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on r.customer_id = o.customer_id
where r.kind = 'ranked'
