-- name:    forecast_repeats
-- kind:    base_table_macro
-- summary: What the model of lifetime value expects existing customers of each tier to buy in each of the coming 24 months, from the scores of a fit.
-- grain:   one row per tier and month; no row without a model on that day
-- source:  ltv_config, ltv_model_used, ltv_scores, forecast_years, season_shares, days_ahead, normal_quantile, whole_months_to
-- args:
--   as_of  DATE  date  NULL  the day of the scores; the setting when NULL
-- columns:
--   kind       VARCHAR        text    repeat
--   series     VARCHAR        text    tier
--   months_to  DATE           date    last day of the last whole month
--   month      DATE           date    first day of the month
--   ahead      INTEGER        months  1 for the month after months_to
--   low        DECIMAL(18,4)  money   lower end
--   expected   DECIMAL(18,4)  money   expected orders x expected spend, a year of them spread over its months by season
--   high       DECIMAL(18,4)  money   upper end
--   method     VARCHAR        text    btyd and the model
-- notes:   Orders within 12 and 24 months come from the model, the value of one from the residual that the fit has stored. A customer that no model scores counts with its
--   residual by the length of its horizon. The spread is tau and total_cv of the fit (ltv_models).
with config as materialized (
    select
        lc.as_of as last_day,
        landscape_base.whole_months_to(lc.as_of) as whole_to,
        landscape_base.normal_quantile(lc.interval_level) as z,
        landscape_base.days_ahead(lc.as_of, 12) as year_days,
        landscape_base.days_ahead(lc.as_of, 24) as two_year_days,
        u.*,
    from landscape_base.ltv_config(as_of := as_of) as lc
    cross join landscape_base.ltv_model_used(as_of := as_of, model := 'auto') as u
    where u.kind is not null and u.fitted_as_of = lc.as_of
),

scored as materialized (
    select
        y.tier,
        s.x,
        case when config.kind = 'cnbd' then s.t_x when s.x > 0 then s.t_age else 0 end as t_x,
        s.t_age,
        s.revenue_residual::double as residual,
        s.method,
        s.horizon_months,
        s.discount,
    from ltv_scores as s
    cross join config
    inner join landscape_base.forecast_years(as_of := as_of) as y
        on s.customer_id = y.customer_id and y.years_ago = 0 and y.bought and y.tier is not null
    where s.revenue_residual is not null and s.as_of = config.last_day
),

pairs as materialized (
    select
        d.x,
        d.t_x,
        d.t_age,
        landscape_expected_orders(config.kind, config.year_days, d.x, d.t_x, d.t_age, config.k, config.r, config.alpha, config.c, config.d) as year_one,
        landscape_expected_orders(config.kind, config.two_year_days, d.x, d.t_x, d.t_age, config.k, config.r, config.alpha, config.c, config.d) as two_years,
        landscape_discounted_orders(
            config.kind, landscape_base.days_ahead(config.last_day, d.horizon_months), ln(1 + d.discount) / 365.25, d.x, d.t_x, d.t_age, config.k,
            config.r, config.alpha, config.c, config.d
        ) as discounted,
    from (
        select distinct s.x, s.t_x, s.t_age, s.horizon_months, s.discount
        from scored as s
        where s.method = 'btyd'
    ) as d
    cross join config
),

sums as (
    select
        s.tier,
        sum(s.residual * case when s.method = 'btyd' then p.year_one / nullif(p.discounted, 0) else 12.0 / s.horizon_months end) as year_one,
        sum(s.residual * case when s.method = 'btyd' then p.two_years / nullif(p.discounted, 0) else 24.0 / s.horizon_months end) as two_years,
    from scored as s
    left join pairs as p
        on s.x = p.x and s.t_x = p.t_x and s.t_age = p.t_age
    group by s.tier
),

spread_out as (
    select
        s.tier,
        n.ahead,
        (config.whole_to + 1 + to_months((n.ahead - 1)::integer))::date as month,
        case when n.ahead <= 12 then s.year_one else s.two_years - s.year_one end * w.share as expected,
        config.whole_to,
        config.z * sqrt(coalesce(config.tau, 0.15) * coalesce(config.tau, 0.15) + coalesce(config.total_cv * config.total_cv, 0)) as width,
        config.kind,
    from sums as s
    cross join config
    cross join range(1, 25) as n(ahead)
    inner join landscape_base.season_shares(as_of := as_of) as w
        on month(config.whole_to + 1 + to_months((n.ahead - 1)::integer)) = w.month_no
)

select
    'repeat' as kind,
    o.tier as series,
    o.whole_to as months_to,
    o.month as month,
    o.ahead::integer as ahead,
    (o.expected * greatest(0, 1 - o.width))::decimal(18, 4) as low,
    o.expected::decimal(18, 4) as expected,
    (o.expected * (1 + o.width))::decimal(18, 4) as high,
    'btyd ' || o.kind as method,
from spread_out as o
