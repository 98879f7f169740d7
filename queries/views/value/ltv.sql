-- name:    ltv
-- kind:    figure
-- summary: What every customer has been worth, what it is expected to be worth, how sure that is and how the figure came about.
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  ltv_rows, ltv_referred, landscape_base.customers, basics, referral_multiplier
-- kept:    ltv_total desc, customer_id
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id              VARCHAR        key     never NULL; the root parent at level parent
--   name                     VARCHAR        text    NULL when unknown
--   ltv_total                DECIMAL(18,4)  money   historic value and residual of the measure; the historic value alone where there is no residual
--   low                      DECIMAL(18,4)  money   lower end of the interval of ltv_total
--   high                     DECIMAL(18,4)  money   upper end; the interval covers with probability interval_level
--   p_alive                  DOUBLE         ratio   probability that it still is a customer; model mbg lets one leave after its first order, bg does not
--   p_buy_12m                DOUBLE         ratio   probability of an order in the next 12 months; of a contract, that it still runs then
--   expected_orders          DOUBLE         number  days with a purchase expected within the horizon, not discounted
--   expected_spend           DOUBLE         money   expected value of such a day, before unmatched credit
--   historic_revenue         DECIMAL(18,4)  money   net amounts up to as_of
--   revenue_residual         DECIMAL(18,4)  money   revenue expected within the horizon, discounted to as_of; NULL where nothing supports it
--   historic_profit          DECIMAL(18,4)  money   net amounts less cost; NULL below the cost coverage wanted
--   profit_residual          DECIMAL(18,4)  money   profit expected likewise, less cost to serve; NULL below the cost coverage wanted
--   revenue_12m              DECIMAL(18,4)  money   revenue expected in the next 12 months, not discounted; NULL without a model
--   revenue_12m_sd           DOUBLE         money   its standard deviation for this customer, given the parameters of the model
--   orders                   BIGINT         count   purchases so far
--   x                        INTEGER        count   days with a purchase after the first such day; NULL without a purchase, as t_x, t_age
--   t_x                      INTEGER        days    from the first day with a purchase to the last
--   t_age                    INTEGER        days    from the first day with a purchase to as_of
--   days_since_last          INTEGER        days    from the last day with a purchase to as_of: t_age - t_x
--   left_censored            BOOLEAN        flag    the ledger may not hold its first purchase; its own first one in it is the origin
--   residual_with_referrals  DECIMAL(18,4)  money   residual times the referral multiplier; in no total; NULL where no referral is recorded
--   model_as_of              DATE           date    last day that the model has seen; NULL without a fit
--   loads_since_fit          BIGINT         count   loads after the fit; NULL without a fit
--   as_of                    DATE           date    last day, inclusive
--   interval_basis           VARCHAR        text    conformal: made to cover on a holdout; model: taken from the model; NULL without interval
--   model                    VARCHAR        text    bg, mbg, pareto or cnbd; NULL for the other methods
--   method                   VARCHAR        text    btyd, contract, migration or historic
--   reason                   VARCHAR        text    what the row rests on, or why there is no residual
-- example: select customer_id, p_alive, expected_orders, ltv_total, low, high from ltv order by ltv_total desc limit 10
-- notes:   Fit first: landscape fit. A model never sees what comes after as_of: the fit with the latest day not after it counts. revenue_residual =
--   discounted orders x expected_spend x (1 - rate of unmatched credit); profit_residual = that x margin, each shrunk to that of all
--   customers with the weight of two average orders. Contribution is profit less the cost to serve so far.
--   Calls functions of this program: a plain DuckDB reads ltv_scores instead.
select
    r.customer_id as customer_id,
    (select cu.name from landscape_base.customers as cu where cu.customer_id = r.customer_id) as name,
    r.historic + coalesce(r.residual, 0) as ltv_total,
    r.historic + r.low as low,
    r.historic + r.high as high,
    round(r.p_alive, 8) as p_alive,
    round(r.p_buy_12m, 8) as p_buy_12m,
    round(r.expected_orders, 8) as expected_orders,
    round(r.expected_spend, 4) as expected_spend,
    r.historic_revenue as historic_revenue,
    r.revenue_residual as revenue_residual,
    r.historic_profit as historic_profit,
    r.profit_residual as profit_residual,
    r.revenue_12m as revenue_12m,
    round(r.revenue_12m_sd, 4) as revenue_12m_sd,
    r.orders as orders,
    r.x as x,
    r.t_x as t_x,
    r.t_age as t_age,
    r.days_since_last as days_since_last,
    r.left_censored as left_censored,
    try_cast(r.residual * referral_multiplier(f.converted / nullif(r.tenured, 0)) as decimal(18, 4)) as residual_with_referrals,
    r.model_as_of as model_as_of,
    r.loads_since_fit as loads_since_fit,
    config.last_day as as_of,
    r.interval_basis as interval_basis,
    r.model as model,
    r.method as method,
    r.reason as reason,
from landscape_base.ltv_rows(
    as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
) as r
cross join landscape_base.ltv_referred(as_of := as_of) as f
cross join (select b.last_day from landscape_base.basics(as_of := as_of) as b) as config
