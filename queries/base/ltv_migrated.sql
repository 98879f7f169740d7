-- name:    ltv_migrated
-- kind:    base_table_macro
-- summary: What the yearly moves between the tiers say of each customer, where the fit in force found no model (lifetime value, 4.6).
-- grain:   one row per customer (or parent) that had a tier or was an ex-customer at the fit
-- source:  ltv_config, days_ahead, ltv_model_used, ltv_migration, ltv_states
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key    customer or root parent
--   residual     DOUBLE   money  revenue expected within the horizon, each year discounted from its middle
--   active       DOUBLE   ratio  probability of a purchase in the next 12 months
with config as materialized (
    select
        landscape_base.days_ahead(lc.as_of, lc.horizon_months) / 365.25 as years,
        lc.discount as yearly,
        f.fitted_as_of,
    from landscape_base.ltv_config(as_of := as_of, horizon_months := horizon_months, discount := discount) as lc
    cross join landscape_base.ltv_model_used(as_of := as_of, model := model) as f
    where f.fallback = 'migration'
),

worth as (
    select
        m.state,
        sum(m.value * least(1, config.years - (m.year - 1)) / power(1 + config.yearly, m.year - 0.5)) as residual,
        max(m.active) filter (where m.year = 1) as active,
    from landscape_base.ltv_migration as m
    inner join config
        on m.as_of = config.fitted_as_of and m.year - 1 < config.years
    group by m.state
)

select s.customer_id as customer_id, w.residual as residual, w.active as active
from landscape_base.ltv_states as s
inner join config
    on s.as_of = config.fitted_as_of
inner join worth as w
    on s.state = w.state
