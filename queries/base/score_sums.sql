-- name:    score_sums
-- kind:    base_table_macro
-- summary: Sums of every customer over the windows of its scores, from one grouping of its days.
-- grain:   one row per ranked customer (or parent) that the ledger up to as_of or the table customers names
-- source:  score_facts
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    customer or root parent
--   first_order   DATE           date   first day with a purchase; NULL without one
--   last_order    DATE           date   last day with a purchase; NULL without one
--   orders        BIGINT         count  purchases
--   first_recent  DATE           date   first day with a purchase within the last 365; NULL without one
--   recent_days   BIGINT         count  days with a purchase within the last 365, those of several accounts of a parent counted each
--   was_active    BOOLEAN        flag   a purchase in the look-back at the start of the newest period
--   is_active     BOOLEAN        flag   a purchase in the look-back at its end
--   churn_was     BOOLEAN        flag   a purchase in the look-back at the start of the newest churn window
--   churn_is      BOOLEAN        flag   a purchase in the look-back at its end
--   churn_before  DECIMAL(18,4)  money  revenue in the churn window compared with
--   churn_after   DECIMAL(18,4)  money  revenue in the newest churn window
--   tier_seen     BOOLEAN        flag   a line, a purchase or a cost to serve in the tier window
--   tier_net      DECIMAL(18,4)  money  revenue in it
--   own_seen      BOOLEAN        flag   a line, a purchase or a cost to serve in the newest period
--   own_net       DECIMAL(18,4)  money  revenue in it
--   before_seen   BOOLEAN        flag   a line, a purchase or a cost to serve in the window compared with
--   before_net    DECIMAL(18,4)  money  revenue in it
-- notes:   Says what customer_orders and customer_spans say, which cannot be asked for several spans of a million customers without a
--   row for each. What one row of the grouping holds decides its time, so that yes and no are bits of one number, and sums that only
--   profit needs stand in score_costs.
with facts as (
    select
        f.*,
        case when f.purchases > 0 then f.day end as paid_day,
        f.purchases > 0 and f.in_recent as is_recent,
        f.purchases > 0 or f.service != 0 or (f.has_lines and not f.moves) as is_seen,
    from landscape_base.score_facts(as_of := as_of) as f
),

grouped as (
    select
        f.unit_id,
        min(f.paid_day) as first_paid,
        max(f.paid_day) as last_paid,
        -- the purchases, and above 32 bits the days of the last year with one
        sum(case when f.purchases > 0 then f.purchases + case when f.is_recent then 4294967296 else 0 end end)::bigint as order_counts,
        min(case when f.is_recent then f.day end) as first_recent_day,
        bit_or((
            case when f.is_known then 1 else 0 end
            + case when f.in_was and f.purchases > 0 then 2 else 0 end
            + case when f.in_is and f.purchases > 0 then 4 else 0 end
            + case when f.in_churn_was and f.purchases > 0 then 8 else 0 end
            + case when f.in_churn_is and f.purchases > 0 then 16 else 0 end
            + case when f.in_tier and f.is_seen then 32 else 0 end
            + case when f.in_own and f.is_seen then 64 else 0 end
            + case when f.in_before and f.is_seen then 128 else 0 end
        )::usmallint) as bits,
        -- under credit_period 'origin' lines leave their day, and who has none left was not there
        coalesce(sum(case when f.moves and f.in_tier then f.lines end), 0) != 0 as tier_lines,
        coalesce(sum(case when f.moves and f.in_own then f.lines end), 0) != 0 as own_lines,
        coalesce(sum(case when f.moves and f.in_before then f.lines end), 0) != 0 as before_lines,
        sum(case when f.in_tier then f.net end) as tier_sum,
        sum(case when f.in_own then f.net end) as own_sum,
        sum(case when f.in_before then f.net end) as before_sum,
        sum(case when f.in_churn then f.net end) as after_sum,
        sum(case when f.in_churned then f.net end) as churned_sum,
    from facts as f
    group by f.unit_id
)

select
    g.unit_id as customer_id,
    g.first_paid as first_order,
    g.last_paid as last_order,
    coalesce(g.order_counts % 4294967296, 0)::bigint as orders,
    g.first_recent_day as first_recent,
    coalesce(g.order_counts // 4294967296, 0)::bigint as recent_days,
    g.bits & 2 != 0 as was_active,
    g.bits & 4 != 0 as is_active,
    g.bits & 8 != 0 as churn_was,
    g.bits & 16 != 0 as churn_is,
    coalesce(g.churned_sum, 0)::decimal(18, 4) as churn_before,
    coalesce(g.after_sum, 0)::decimal(18, 4) as churn_after,
    g.bits & 32 != 0 or g.tier_lines as tier_seen,
    coalesce(g.tier_sum, 0)::decimal(18, 4) as tier_net,
    g.bits & 64 != 0 or g.own_lines as own_seen,
    coalesce(g.own_sum, 0)::decimal(18, 4) as own_net,
    g.bits & 128 != 0 or g.before_lines as before_seen,
    coalesce(g.before_sum, 0)::decimal(18, 4) as before_net,
from grouped as g
where g.bits & 1 != 0
