-- name:    scores
-- kind:    figure
-- summary: All that is known of every customer in one row: rank, tier, movement, churn, category, lifetime value, and what they rest on.
-- grain:   one row per ranked customer (or parent) that the ledger up to as_of or the table customers names
-- source:  score_rows
-- kept:    rank, customer_id
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    never NULL; the root parent at level parent
--   name              VARCHAR        text   NULL when unknown
--   status            VARCHAR        text   existing, ex-customer or prospect
--   rank              BIGINT         rank   1 is best, ties share it; NULL without a line in the tier window
--   share             DOUBLE         ratio  of the positive values of the tier window
--   value             DECIMAL(18,4)  money  the measure in the tier window; 0 without a line, NULL below the cost coverage wanted
--   tier              VARCHAR        text   tier of the tier window; NULL without a rank
--   tier_previous     VARCHAR        text   tier of the window that the newest period is compared with
--   movement          VARCHAR        text   new, reactivated, grown, flat, shrunk or lost since then; NULL for neither, and when not comparable
--   churn_kind        VARCHAR        text   account, product, decreased_spend or none; NULL when not active before
--   churn_value       DECIMAL(18,4)  money  revenue lost between the churn windows: accounts, dropped products, decreased spend
--   category          VARCHAR        text   active_paying, active_non_paying, non_active, lost, direct_referral, center_of_influence or undefined
--   p_alive           DOUBLE         ratio  probability that it still is a customer; NULL without a model
--   p_buy_12m         DOUBLE         ratio  probability of an order in the next 12 months
--   expected_orders   DOUBLE         number days with a purchase expected within the horizon
--   expected_spend    DOUBLE         money  expected value of such a day
--   ltv_total         DECIMAL(18,4)  money  historic value and residual of the measure
--   low               DECIMAL(18,4)  money  lower end of the interval of ltv_total
--   high              DECIMAL(18,4)  money  upper end
--   historic_revenue  DECIMAL(18,4)  money  net amounts up to as_of; NULL without a line
--   orders            BIGINT         count  purchases ever
--   last_order        DATE           date   last purchase; NULL without one
--   days_since_last   INTEGER        days   from last_order to as_of; NULL without a purchase
--   rank_reason       VARCHAR        text   why rank or tier are NULL: no_line, cost_coverage or no_positive_total
--   ltv_method        VARCHAR        text   btyd, contract, migration or historic
--   ltv_reason        VARCHAR        text   what the lifetime value rests on, or why there is no residual
--   as_of             DATE           date   last day, inclusive
-- example: select tier, movement, count(*) as customers, sum(churn_value) as lost from scores group by tier, movement order by tier, movement
-- notes:   Each column says what the figure of its subject says: rank, share, value and tier pareto_rank; tier_previous and movement landscape
--   in period 0; churn_kind churn; churn_value the losses of churn_value; category client_categories; what is expected ltv. The command
--   score writes these rows into files. Calls functions of this program, as ltv does.
select
    s.customer_id as customer_id,
    s.name as name,
    s.status as status,
    s.rank as rank,
    s.share as share,
    s.value as value,
    s.tier as tier,
    s.tier_previous as tier_previous,
    s.movement as movement,
    s.churn_kind as churn_kind,
    s.churn_value as churn_value,
    s.category as category,
    s.p_alive as p_alive,
    s.p_buy_12m as p_buy_12m,
    s.expected_orders as expected_orders,
    s.expected_spend as expected_spend,
    s.ltv_total as ltv_total,
    s.low as low,
    s.high as high,
    s.historic_revenue as historic_revenue,
    s.orders as orders,
    s.last_order as last_order,
    s.days_since_last as days_since_last,
    s.rank_reason as rank_reason,
    s.ltv_method as ltv_method,
    s.ltv_reason as ltv_reason,
    s.as_of as as_of,
from landscape_base.score_rows(
    as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
) as s
