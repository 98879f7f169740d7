-- name:    ltv_model_used
-- kind:    base_table_macro
-- summary: The fitted model that a day is scored with, with its times in days, or why there is none.
-- grain:   one row
-- source:  ltv_config, ltv_models, loads
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   model  VARCHAR  text  NULL  auto, bg, mbg, pareto or cnbd; the setting when NULL
-- columns:
--   kind            VARCHAR   text    bg, mbg, pareto or cnbd; NULL when no model can be used
--   fitted_as_of    DATE      date    last day that the model has seen; also that of a fit that found no model; NULL without a fit
--   fitted_unit     VARCHAR   text    unit of the fit
--   r               DOUBLE    number  shape of the purchase rates
--   alpha           DOUBLE    days    scale of the purchase rates
--   c               DOUBLE    number  a of bg, mbg and cnbd, s of pareto
--   d               DOUBLE    number  b of bg, mbg and cnbd (a number), beta of pareto (in days)
--   k               INTEGER   number  regularity of cnbd; 1 of the others
--   p               DOUBLE    number  of the spend model; NULL without one
--   q               DOUBLE    number  of the spend model
--   gamma           DOUBLE    money   of the spend model
--   first_in_spend  BOOLEAN   flag    the spend model knows the first purchase day of each customer
--   tau             DOUBLE    ratio   spread of ln(actual / expected) over holdouts
--   tau_basis       VARCHAR   text    what tau rests on
--   total_cv        DOUBLE    ratio   spread of the orders expected of all, by the uncertainty of the parameters
--   fallback        VARCHAR   text    migration or historic: the method where no model could be fitted; NULL without such a fit
--   loads_since_fit BIGINT    count   loads that the fit has not seen
--   reason          VARCHAR   text    why there is no model; NULL when there is one
-- notes:   Of the models asked for, the one with the latest day of fit that is not after as_of: a fit never sees what came after the day
--   scored. A time parameter fitted in weeks is 7 times as many days.
with config as materialized (
    select lc.as_of as last_day, lc.ltv_model as wanted
    from landscape_base.ltv_config(as_of := as_of, model := model) as lc
),

fits as (
    select
        m.*,
        case m.unit when 'week' then 7.0 when 'month' then 365.25 / 12 else 1.0 end::double as unit_days,
        m.model != 'none' and case when config.wanted = 'auto' then m.chosen else m.model = config.wanted and m.converged end as fits,
    from ltv_models as m
    cross join config
    where m.as_of <= config.last_day
),

best as (
    select f.*
    from fits as f
    where f.fits
    order by f.as_of desc, f.unit_days, f.model
    limit 1
),

latest as (
    select f.as_of, f.fit_load_id, f.reason, f.method
    from fits as f
    order by f.as_of desc, f.chosen desc, f.unit_days, f.model
    limit 1
),

found as (
    select
        config.last_day,
        config.wanted,
        b.model, b.as_of, b.unit, b.unit_days, b.r, b.alpha, b.a, b.b, b.s, b.beta, b.k, b.p, b.q, b.gamma, b.first_in_spend, b.tau, b.interval_basis, b.total_cv,
        l.as_of as latest_as_of,
        l.reason as latest_reason,
        l.method as latest_method,
        coalesce(b.fit_load_id, l.fit_load_id) as seen_load,
    from config
    left join best as b
        on true
    left join latest as l
        on true
)

select
    f.model as kind,
    coalesce(f.as_of, f.latest_as_of) as fitted_as_of,
    f.unit as fitted_unit,
    f.r as r,
    f.alpha * f.unit_days as alpha,
    case when f.model = 'pareto' then f.s else f.a end as c,
    case when f.model = 'pareto' then f.beta * f.unit_days else f.b end as d,
    coalesce(f.k, 1)::integer as k,
    f.p as p,
    f.q as q,
    f.gamma as gamma,
    coalesce(f.first_in_spend, true) as first_in_spend,
    f.tau as tau,
    f.interval_basis as tau_basis,
    f.total_cv as total_cv,
    case when f.model is null and f.wanted = 'auto' then f.latest_method end as fallback,
    case
        when coalesce(f.as_of, f.latest_as_of) is not null
            then (select count(*) from loads as l where l.unloaded_at is null and l.load_id > coalesce(f.seen_load, 0))
    end as loads_since_fit,
    case
        when f.model is not null then null
        when f.last_day is null then 'the ledger is empty'
        when f.latest_as_of is null or f.wanted != 'auto'
            then 'no model ' || case when f.wanted = 'auto' then '' else f.wanted || ' ' end || 'fitted at or before ' || f.last_day::varchar
                || ': landscape fit ' || case when f.wanted = 'auto' then '' else '--model ' || f.wanted || ' ' end
                || '--as-of ' || f.last_day::varchar
        else coalesce(f.latest_reason, 'no model could be fitted on ' || f.latest_as_of::varchar)
    end as reason,
from found as f
