-- name:    ltv_draws
-- kind:    base_table_macro
-- summary: Lifetime value of every customer with all that figures about it need: timing, spend, margin, spread, quantiles (analytics 4.2, 4.5, 4.6).
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  ltv_config, settings_row, ltv_model_used, ltv_levels, purchase_histories, service_totals, ltv_contracts, ltv_migrated, p_alive, expected_spend, days_ahead, normal_quantile
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
--   quantiles         INTEGER[]      list    of the purchase days within the horizon, if alive, at the levels (i - 1/2) / 64
--   new_order         DOUBLE         money   value of a purchase day of a customer of whom nothing is known, of the measure; the same in every row
--   tenured           BIGINT         count   customers that bought first at least 365 days ago; the same in every row
--   interval_basis    VARCHAR        text    conformal or model
--   method            VARCHAR        text    btyd, contract, migration or historic
--   model             VARCHAR        text    bg, mbg, pareto or cnbd; NULL for the other methods
--   reason            VARCHAR        text    what the figures rest on, or why they are NULL
--   left_censored     BOOLEAN        flag    the first purchase day may not be the first
--   model_as_of       DATE           date    last day that the model has seen
--   loads_since_fit   BIGINT         count   loads that the fit has not seen
-- notes:   Each row is exact arithmetic on its own history, the model and sums over all customers. What depends on x and T alone is computed
--   once for each pair of them, in Go; the rest is SQL. engine/DESIGN.md says how low and high come about.
with config as materialized (
    select
        lc.as_of as last_day,
        lc.measure as wanted,
        lc.interval_level as level,
        landscape_base.normal_quantile(lc.interval_level) as z,
        landscape_base.days_ahead(lc.as_of, lc.horizon_months) as horizon_days,
        landscape_base.days_ahead(lc.as_of, 12) as year_days,
        ln(1 + lc.discount) / 365.25 as delta,
        coalesce(getvariable('landscape_min_cost_coverage')::double, s.min_cost_coverage) as needed,
    from landscape_base.ltv_config(
        as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
    ) as lc
    cross join landscape_base.settings_row as s
),

fitted as materialized (
    select u.*
    from landscape_base.ltv_model_used(as_of := as_of, model := model) as u
),

served as (
    select t.*
    from landscape_base.service_totals(as_of := as_of) as t
),

histories as materialized (
    select
        h.customer_id as unit_id,
        h.orders,
        h.x,
        h.t_x,
        h.t_age,
        h.left_censored as censored,
        h.spend_days::integer as spend_days,
        h.mean_value,
        h.repeat_days::integer as repeat_days,
        case when h.repeat_days > 0 and h.repeat_value > 0 then h.repeat_value::double / h.repeat_days end as repeat_mean,
        greatest(h.spend_value, 0)::decimal(18, 4) as gross,
        h.unmatched_credit::decimal(18, 4) as credited,
        h.net::decimal(18, 4) as net,
        (h.net_costed - h.cost)::decimal(18, 4) as profit,
        h.net_costed::decimal(18, 4) as costed,
        h.net_abs::decimal(18, 4) as turnover,
        h.net_abs_costed::decimal(18, 4) as turnover_costed,
    from landscape_base.purchase_histories(as_of := as_of) as h
),

-- all customers together are the segment that credit rates, margins and costs to serve are shrunk to; exact sums do not depend on the
-- order of the rows
pooled as materialized (
    select
        coalesce(sum(h.turnover), 0) > 0 as has_amounts,
        2 * sum(h.gross)::double / nullif(sum(h.spend_days), 0) as weight,
        coalesce(sum(h.credited) filter (where h.x is not null)::double / nullif(sum(h.gross), 0)::double, 0) as credit_rate,
        greatest(-1, least(1, sum(h.profit)::double / nullif(greatest(sum(h.costed), 0), 0)::double)) as margin,
        coalesce(sum(h.turnover_costed)::double / nullif(sum(h.turnover), 0)::double, 1) as coverage,
        sum(h.spend_days)::double / nullif(sum(h.x + 1), 0) as paid_share,
        count(*) filter (where h.t_age >= 365) as tenured,
        coalesce((select sum(s.amount) from served as s)::double / nullif(sum(h.spend_days), 0), 0) as service,
    from histories as h
),

-- what depends on x and T alone, once for each pair of them; x = 0 has no last repeat purchase, any other stands for an alive customer
outlooks as (
    select
        d.x,
        d.t_x,
        d.t_age,
        landscape_alive_outlook(
            f.kind, config.year_days, config.horizon_days, config.delta, d.x, d.t_x, d.t_age, f.k, f.r, f.alpha, f.c, f.d
        ) as outlook,
    from (
        select distinct
            h.x,
            case when u.kind = 'cnbd' then h.t_x when h.x > 0 then h.t_age else 0 end as t_x,
            h.t_age,
        from histories as h
        cross join fitted as u
        where h.x is not null and u.kind is not null
    ) as d
    cross join fitted as f
    cross join config
),

pairs as materialized (
    select
        o.x,
        o.t_x,
        o.t_age,
        o.outlook[1] as expected,
        o.outlook[2] as discounted,
        o.outlook[3] as expected_year,
        o.outlook[4] as buys_year,
        o.outlook[5] as buys,
        o.outlook[6] as second_moment_year,
        o.outlook[7] as second_moment,
        o.outlook[8:]::integer[] as quantiles,
    from outlooks as o
),

-- the probability of being alive depends on t_x too; the two models in which it is elementary do without this
triples as materialized (
    select d.x, d.t_x, d.t_age, landscape_alive(f.kind, d.x, d.t_x, d.t_age, f.k, f.r, f.alpha, f.c, f.d) as alive
    from (
        select distinct h.x, h.t_x, h.t_age
        from histories as h
        cross join fitted as u
        where h.x is not null and u.kind not in ('bg', 'mbg')
    ) as d
    cross join fitted as f
),

levels as (
    select
        list(l.level_low order by l.frequency_bin) as lows,
        list(l.level_high order by l.frequency_bin) as highs,
        list(l.frequency_bin order by l.frequency_bin) = [0, 1, 2, 3, 4, 5, 6, 7] as complete,
    from landscape_base.ltv_levels as l
    cross join fitted as f
    cross join config
    where l.model = f.kind and l.as_of = f.fitted_as_of and l.unit = f.fitted_unit and abs(l.coverage - config.level) < 1e-9
),

-- how each row is scored, and what its orders are worth
joined as (
    select
        h.*,
        config.*,
        f.kind,
        f.fitted_as_of,
        f.loads_since_fit,
        f.p,
        f.p * case when f.first_in_spend then h.spend_days else h.repeat_days end + f.q - 2 as spend_freedom,
        po.has_amounts,
        po.coverage >= config.needed
            and coalesce(h.turnover_costed::double / nullif(h.turnover, 0)::double, 1) >= config.needed as covered,
        e.expected,
        e.discounted,
        e.buys,
        e.expected_year,
        e.buys_year,
        e.quantiles,
        e.second_moment,
        e.second_moment_year,
        l.lows,
        l.highs,
        coalesce(l.complete, false) as complete,
        c.residual as contract_residual,
        c.low as contract_low,
        c.high as contract_high,
        c.runs_year,
        c.runs_horizon,
        c.ended,
        c.renewed,
        m.residual as chain_residual,
        m.active as chain_active,
        coalesce(s.amount, 0) as service,
        case
            when c.customer_id is not null then 'contract'
            when po.has_amounts and h.net <= 0 then 'historic'
            when h.x is null then 'historic'
            when f.kind is not null then 'btyd'
            when m.customer_id is not null then 'migration'
            else 'historic'
        end as method,
        case
            when c.customer_id is not null and c.residual is null then 'a running contract has no amount or no exchange rate'
            when c.customer_id is not null and c.ended = 0 then 'running contract; none has ended yet, so that no renewal is counted'
            when c.customer_id is not null
                then 'running contract; ' || c.renewed || ' of ' || c.ended || ' ended contracts were renewed'
            when po.has_amounts and h.net <= 0 then 'net_nonpositive'
            when h.x is null then 'no_purchase'
            when f.kind is null then f.reason
            when not po.has_amounts then 'no_amounts'
            when h.x = 0 then 'one purchase day'
            else 'purchase history'
        end as basis,
        case
            when f.kind in ('bg', 'mbg') then p_alive(h.x, h.t_x, h.t_age, f.r, f.alpha, f.c, f.d, f.kind)
            else t.alive
        end as alive,
        case
            when po.has_amounts then coalesce(
                case
                    when f.first_in_spend then expected_spend(h.spend_days, h.mean_value, f.p, f.q, f.gamma)
                    else expected_spend(h.repeat_days, h.repeat_mean, f.p, f.q, f.gamma)
                end,
                (h.gross::double + po.weight) / (h.spend_days + 2)
            )
        end as spend,
        1 - greatest(0, least(1, (h.credited::double + po.credit_rate * po.weight) / (h.gross::double + po.weight))) as kept,
        po.paid_share,
        po.tenured,
        coalesce(expected_spend(0, null, f.p, f.q, f.gamma), po.weight / 2) * greatest(0, 1 - po.credit_rate) * po.paid_share
            * case when config.wanted = 'revenue' then 1 when po.coverage >= config.needed then po.margin end
            - case when config.wanted = 'revenue' then 0 else po.service end as new_order,
        greatest(-1, least(1, (h.profit::double + po.margin * po.weight) / (greatest(h.costed, 0)::double + po.weight))) as margin,
        (coalesce(s.amount, 0)::double + 2 * po.service) / (h.spend_days + 2) as service_per_order,
    from histories as h
    cross join config
    cross join fitted as f
    cross join pooled as po
    cross join levels as l
    left join pairs as e
        on h.x = e.x and h.t_age = e.t_age and case when f.kind = 'cnbd' then h.t_x when h.x > 0 then h.t_age else 0 end = e.t_x
    left join triples as t
        on h.x = t.x and h.t_x = t.t_x and h.t_age = t.t_age
    left join landscape_base.ltv_contracts(as_of := as_of, horizon_months := horizon_months, discount := discount) as c
        on h.unit_id = c.customer_id
    left join landscape_base.ltv_migrated(as_of := as_of, horizon_months := horizon_months, discount := discount, model := model) as m
        on h.unit_id = m.customer_id
    left join served as s
        on h.unit_id = s.customer_id
),

valued as (
    select
        j.*,
        j.alive * j.expected as orders_expected,
        j.alive * j.expected_year as orders_year,
        -- of the measure: revenue less unmatched credit, at the customer's margin, less its cost to serve
        j.spend * j.kept * j.paid_share as order_revenue,
        case when j.covered then j.spend * j.kept * j.paid_share * j.margin - j.service_per_order end as order_profit,
        case when j.covered then j.margin end as own_margin,
        case j.method when 'contract' then j.contract_residual when 'migration' then j.chain_residual * j.kept end as other_revenue,
        -- the customer's true mean is inverse gamma distributed around the expected spend, single orders gamma around it
        1 / greatest(j.spend_freedom, 1) as mean_variance,
        1 / j.p as order_variance,
        -- the level of a predictive quantile, given that the customer is alive
        (case when j.complete then j.lows[1 + least(j.x, 7)] else (1 - j.level) / 2 end - (1 - j.alive)) / nullif(j.alive, 0) as level_low,
        (case when j.complete then j.highs[1 + least(j.x, 7)] else (1 + j.level) / 2 end - (1 - j.alive)) / nullif(j.alive, 0) as level_high,
    from joined as j
),

ranged as (
    select
        v.*,
        case
            when v.method = 'btyd' then v.alive * v.discounted * v.order_revenue
            else v.other_revenue
        end as revenue_left,
        case
            when v.method = 'btyd' then v.alive * v.discounted * v.order_profit
            else v.other_revenue * v.own_margin
        end as profit_left,
        case when v.level_low > 0 then v.quantiles[least(64, ceil(v.level_low * 64))::integer] else 0 end as orders_low,
        case when v.level_high > 0 then v.quantiles[least(64, ceil(v.level_high * 64))::integer] else 0 end as orders_high,
        -- spread of the mean value of the orders expected
        v.mean_variance + (1 + v.mean_variance) * v.order_variance / greatest(v.orders_expected, 1) as value_variance,
    from valued as v
),

bounded as (
    select
        r.*,
        case when r.wanted = 'revenue' then r.revenue_left else r.profit_left end as left_over,
        case
            when not r.has_amounts then null
            when r.wanted = 'revenue' then r.net
            when r.wanted = 'profit' then case when r.covered then r.profit end
            else case when r.covered then r.profit - r.service end
        end as earned,
        case when r.wanted = 'revenue' then r.order_revenue else r.order_profit end as order_value,
        case when r.wanted = 'revenue' then 1 else r.own_margin end as share_kept,
        -- the interval as factors of what is expected: orders and their value spread independently, so that logarithms add in squares
        case
            when r.orders_low <= 0 or r.orders_expected <= 0 then 0
            else exp(-sqrt(
                power(ln(r.orders_expected / least(r.orders_low, r.orders_expected)), 2) + r.z * r.z * ln(1 + r.value_variance)
            ))
        end as factor_low,
        case
            when r.orders_expected <= 0 then 1
            else exp(sqrt(
                power(ln(greatest(r.orders_high, r.orders_expected) / r.orders_expected), 2) + r.z * r.z * ln(1 + r.value_variance)
            ))
        end as factor_high,
    from ranged as r
),

ended as (
    select
        b.*,
        case b.method when 'btyd' then b.left_over * b.factor_low when 'contract' then b.contract_low * b.share_kept end as end_low,
        case b.method when 'btyd' then b.left_over * b.factor_high when 'contract' then b.contract_high * b.share_kept end as end_high,
        case
            when b.method = 'btyd' then abs(b.order_value) * b.discounted / nullif(b.expected, 0) * sqrt(greatest(
                (1 + b.mean_variance) * (b.alive * b.second_moment + b.orders_expected * coalesce(b.order_variance, 0))
                - b.orders_expected * b.orders_expected, 0
            ))
            when b.method = 'contract' then (b.contract_high - b.contract_low) / (2 * b.z) * abs(b.share_kept)
        end as deviation,
        case when b.method = 'btyd' then b.order_revenue * b.orders_year end as revenue_year,
        case
            when b.method = 'btyd' then b.order_revenue * sqrt(greatest(
                (1 + b.mean_variance) * (b.alive * b.second_moment_year + b.orders_year * coalesce(b.order_variance, 0))
                - b.orders_year * b.orders_year, 0
            ))
        end as deviation_year,
    from bounded as b
)

select
    e.unit_id as customer_id,
    e.orders as orders,
    e.x as x,
    e.t_x as t_x,
    e.t_age as t_age,
    e.t_age - e.t_x as days_since_last,
    case when e.method = 'btyd' then e.alive end as p_alive,
    case e.method when 'btyd' then e.alive * e.buys_year when 'contract' then e.runs_year when 'migration' then e.chain_active end as p_buy_12m,
    case e.method when 'btyd' then e.alive * e.buys when 'contract' then e.runs_horizon end as p_buy_horizon,
    case when e.method = 'btyd' then e.orders_expected end as expected_orders,
    case when e.method = 'btyd' then e.spend end as expected_spend,
    e.net as historic_revenue,
    case when e.covered then e.profit end as historic_profit,
    e.service as historic_service,
    try_cast(e.revenue_left as decimal(18, 4)) as revenue_residual,
    try_cast(e.profit_left as decimal(18, 4)) as profit_residual,
    e.earned as historic,
    try_cast(e.left_over as decimal(18, 4)) as residual,
    try_cast(least(e.end_low, e.end_high) as decimal(18, 4)) as low,
    try_cast(greatest(e.end_low, e.end_high) as decimal(18, 4)) as high,
    e.deviation as spread,
    try_cast(e.revenue_year as decimal(18, 4)) as revenue_12m,
    e.deviation_year as revenue_12m_sd,
    case when e.method = 'btyd' then e.order_value end as per_order,
    case when e.method = 'btyd' then sqrt(e.mean_variance) end as mean_cv,
    case when e.method = 'btyd' then sqrt(e.order_variance) end as order_cv,
    e.quantiles as quantiles,
    e.new_order as new_order,
    e.tenured as tenured,
    case
        when e.method = 'btyd' and e.left_over is not null and e.end_low is not null then case when e.complete then 'conformal' else 'model' end
        when e.method = 'contract' and e.left_over is not null then 'model'
    end as interval_basis,
    e.method as method,
    case when e.method = 'btyd' then e.kind end as model,
    case when e.wanted != 'revenue' and not e.covered then 'cost_coverage' else e.basis end as reason,
    e.censored as left_censored,
    e.fitted_as_of as model_as_of,
    e.loads_since_fit as loads_since_fit,
from ended as e
