-- name:    ltv_summary
-- kind:    figure
-- summary: Lifetime value of all customers together, with an interval of its own, and by the method that scored them.
-- grain:   one row per method, and one with method 'all'
-- source:  ltv_rows, ltv_config, ltv_model_used, normal_quantile
-- kept:    method
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   method             VARCHAR        key     all, btyd, contract, migration or historic
--   customers          BIGINT         count   customers
--   without_value      BIGINT         count   of them without ltv_total: their cost is not known, or the ledger has no amounts
--   expected_orders    DOUBLE         number  days with a purchase expected within the horizon; NULL where no model counts them
--   historic_revenue   DECIMAL(38,4)  money   net amounts up to as_of
--   historic_profit    DECIMAL(38,4)  money   of the customers whose cost is known
--   revenue_residual   DECIMAL(38,4)  money   expected revenue within the horizon, discounted
--   profit_residual    DECIMAL(38,4)  money   expected profit of the customers whose cost is known
--   historic_value     DECIMAL(38,4)  money   historic value of the measure
--   residual_value     DECIMAL(38,4)  money   residual of the measure
--   ltv_total          DECIMAL(38,4)  money   sum of ltv_total
--   low                DECIMAL(38,4)  money   lower end of the interval of ltv_total; NULL for migration, and for historic there is none
--   high               DECIMAL(38,4)  money   upper end; the sum of all, not of each: single customers even out
--   interval_basis     VARCHAR        text    of the part that the model itself may be wrong by: rolling_origins, or default for 15 %
--   model              VARCHAR        text    bg, mbg, pareto or cnbd; NULL without one
--   model_as_of        DATE           date    last day that the model has seen
--   loads_since_fit    BIGINT         count   loads after the fit
--   horizon_months     INTEGER        months  horizon in force
--   discount           DOUBLE         ratio   yearly rate in force
--   measure            VARCHAR        text    measure in force
--   in_words           VARCHAR        text    the row in one sentence
--   as_of              DATE           date    last day, inclusive
-- example: select method, customers, ltv_total, low, high, in_words from ltv_summary
-- notes:   The interval covers with probability interval_level. Its variance has three parts: what chance does to each customer, what the
--   data leave open about the parameters (total_cv of ltv_models), and how wrong the model was on earlier days (tau).
--   Calls functions of this program: a plain DuckDB reads ltv_scores instead.
with config as materialized (
    select lc.*, landscape_base.normal_quantile(lc.interval_level) as z
    from landscape_base.ltv_config(
        as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
    ) as lc
),

fitted as materialized (
    select f.*
    from landscape_base.ltv_model_used(as_of := as_of, model := model) as f
),

sums as (
    select
        case when grouping(r.method) = 1 then 'all' else r.method end as way,
        count(*) as customers,
        count(*) filter (where r.historic is null) as without_value,
        -- decimals, since a sum of fractions depends on the order of the rows
        sum(try_cast(r.expected_orders as decimal(18, 8)))::double as expected_orders,
        sum(r.historic_revenue)::decimal(38, 4) as historic_revenue,
        sum(r.historic_profit)::decimal(38, 4) as historic_profit,
        sum(r.revenue_residual)::decimal(38, 4) as revenue_residual,
        sum(r.profit_residual)::decimal(38, 4) as profit_residual,
        sum(r.historic)::decimal(38, 4) as historic,
        sum(r.residual) filter (where r.historic is not null)::decimal(38, 4) as residual,
        sum(r.residual) filter (where r.method = 'btyd') as modelled,
        sum(try_cast(r.spread * r.spread as decimal(38, 6)))::double as chance,
        count(*) filter (where r.residual is not null and r.spread is null) as without_spread,
    from landscape_base.ltv_rows(
        as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
    ) as r
    group by grouping sets ((), (r.method))
),

spread as (
    select
        s.*,
        config.*,
        f.kind,
        f.fitted_as_of,
        f.loads_since_fit,
        f.tau_basis,
        -- of the whole; a total without a model, as of contracts alone, may be as wrong as by default
        config.z * sqrt(
            s.chance + power(coalesce(s.modelled, 0)::double * coalesce(f.total_cv, 0), 2) + power(s.residual::double * coalesce(f.tau, 0.15), 2)
        ) as half_width,
    from sums as s
    cross join config
    cross join fitted as f
),

bounded as (
    select
        s.*,
        case when s.without_spread = 0 then s.historic + try_cast(
            case when s.residual >= 0 then greatest(s.residual::double - s.half_width, 0) else s.residual::double - s.half_width end
            as decimal(38, 4)
        ) end as lower_end,
        case when s.without_spread = 0 then s.historic + try_cast(s.residual::double + s.half_width as decimal(38, 4)) end as upper_end,
    from spread as s
)

select
    b.way as method,
    b.customers as customers,
    b.without_value as without_value,
    b.expected_orders as expected_orders,
    b.historic_revenue as historic_revenue,
    b.historic_profit as historic_profit,
    b.revenue_residual as revenue_residual,
    b.profit_residual as profit_residual,
    b.historic as historic_value,
    b.residual as residual_value,
    b.historic + coalesce(b.residual, 0) as ltv_total,
    b.lower_end as low,
    b.upper_end as high,
    case when b.lower_end is not null then coalesce(b.tau_basis, 'default') end as interval_basis,
    case when b.way in ('all', 'btyd') then b.kind end as model,
    b.fitted_as_of as model_as_of,
    b.loads_since_fit as loads_since_fit,
    b.horizon_months as horizon_months,
    b.discount as discount,
    b.measure as measure,
    case
        when b.customers = 0 then 'The ledger has no customer on or before this day.'
        when b.residual is null
            then format('{:,}', b.customers) || ' customers have been worth ' || format('{:,.0f}', b.historic::double)
                || ' so far; nothing supports a residual value.'
        else format('{:,}', b.customers) || ' customers have been worth ' || format('{:,.0f}', b.historic::double)
            || ' so far and are expected to be worth ' || format('{:,.0f}', b.residual::double) || ' more within ' || b.horizon_months
            || ' months, ' || format('{:,.0f}', (b.historic + b.residual)::double) || ' in all'
            || case
                when b.lower_end is null then '.'
                else '; in ' || round(b.interval_level * 100)::integer || ' of 100 such cases the sum lies between '
                    || format('{:,.0f}', b.lower_end::double) || ' and ' || format('{:,.0f}', b.upper_end::double) || '.'
            end
    end as in_words,
    b.as_of as as_of,
from bounded as b
order by b.way != 'all', b.way
