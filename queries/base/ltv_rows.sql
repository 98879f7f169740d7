-- name:    ltv_rows
-- kind:    base_table_macro
-- summary: Lifetime value of every customer with what the figures about it need: timing, spend, margin, spread (analytics 4.2, 4.5, 4.6).
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  ltv_draws
-- kept:    customer_id
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key     customer or root parent
--   orders            BIGINT         count   purchases
--   x                 INTEGER        count   repeat purchase days
--   t_x               INTEGER        days    first to last purchase day
--   t_age             INTEGER        days    first purchase day to as_of
--   days_since_last   INTEGER        days    t_age - t_x
--   p_alive           DOUBLE         ratio   probability that the customer still is one
--   p_buy_12m         DOUBLE         ratio   probability of an order in the next 12 months
--   p_buy_horizon     DOUBLE         ratio   probability of an order within the horizon
--   expected_orders   DOUBLE         number  purchase days expected within the horizon
--   expected_spend    DOUBLE         money   expected value of a purchase day
--   historic_revenue  DECIMAL(18,4)  money   net amounts up to as_of
--   historic_profit   DECIMAL(18,4)  money   NULL below the cost coverage wanted
--   historic_service  DECIMAL(18,4)  money   cost to serve up to as_of
--   revenue_residual  DECIMAL(18,4)  money   expected revenue within the horizon, discounted
--   profit_residual   DECIMAL(18,4)  money   expected profit within the horizon, discounted, less cost to serve
--   historic          DECIMAL(18,4)  money   of the measure
--   residual          DECIMAL(18,4)  money   of the measure
--   low               DECIMAL(18,4)  money   lower end of the interval of residual
--   high              DECIMAL(18,4)  money   upper end
--   spread            DOUBLE         money   standard deviation of residual, given the parameters; NULL where it is not known
--   revenue_12m       DECIMAL(18,4)  money   revenue expected in the next 12 months, not discounted; NULL without a model
--   revenue_12m_sd    DOUBLE         money   its standard deviation, given the parameters
--   per_order         DOUBLE         money   value of one expected purchase day, of the measure, not discounted
--   mean_cv           DOUBLE         ratio   spread of the customer's true mean around expected_spend, by it
--   order_cv          DOUBLE         ratio   spread of single purchase days around the customer's mean, by it
--   new_order         DOUBLE         money   value of a purchase day of a customer of whom nothing is known, of the measure; the same in every row
--   tenured           BIGINT         count   customers that bought first at least 365 days ago; the same in every row
--   interval_basis    VARCHAR        text    conformal or model
--   method            VARCHAR        text    btyd, contract, migration or historic
--   model             VARCHAR        text    bg, mbg, pareto or cnbd; NULL for the other methods
--   reason            VARCHAR        text    what the figures rest on, or why they are NULL
--   left_censored     BOOLEAN        flag    the first purchase day may not be the first
--   model_as_of       DATE           date    last day that the model has seen
--   loads_since_fit   BIGINT         count   loads that the fit has not seen
-- notes:   What ltv_draws gives but the quantiles, which are wide to keep and of which one figure reads all.
select
    d.customer_id as customer_id,
    d.orders as orders,
    d.x as x,
    d.t_x as t_x,
    d.t_age as t_age,
    d.days_since_last as days_since_last,
    d.p_alive as p_alive,
    d.p_buy_12m as p_buy_12m,
    d.p_buy_horizon as p_buy_horizon,
    d.expected_orders as expected_orders,
    d.expected_spend as expected_spend,
    d.historic_revenue as historic_revenue,
    d.historic_profit as historic_profit,
    d.historic_service as historic_service,
    d.revenue_residual as revenue_residual,
    d.profit_residual as profit_residual,
    d.historic as historic,
    d.residual as residual,
    d.low as low,
    d.high as high,
    d.spread as spread,
    d.revenue_12m as revenue_12m,
    d.revenue_12m_sd as revenue_12m_sd,
    d.per_order as per_order,
    d.mean_cv as mean_cv,
    d.order_cv as order_cv,
    d.new_order as new_order,
    d.tenured as tenured,
    d.interval_basis as interval_basis,
    d.method as method,
    d.model as model,
    d.reason as reason,
    d.left_censored as left_censored,
    d.model_as_of as model_as_of,
    d.loads_since_fit as loads_since_fit,
from landscape_base.ltv_draws(
    as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
) as d
