-- name:    ltv_config
-- kind:    base_table_macro
-- summary: The settings of lifetime value, resolved and checked: argument, session variable, stored setting.
-- grain:   one row
-- source:  settings_row, this_day
-- args:
--   as_of           DATE     date    NULL  last day, inclusive
--   horizon_months  INTEGER  months  NULL  horizon of what is expected
--   discount        DOUBLE   ratio   NULL  yearly effective rate
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd
--   measure         VARCHAR  text    NULL  revenue, profit or contribution
-- columns:
--   as_of              DATE     date    NULL when the ledger is empty
--   horizon_months     INTEGER  months  never NULL
--   discount           DOUBLE   ratio   never NULL; yearly effective rate
--   ltv_model          VARCHAR  text    never NULL; auto means the model that the fit chose
--   measure            VARCHAR  text    never NULL
--   seed               INTEGER  number  never NULL
--   interval_level     DOUBLE   ratio   never NULL; between 0 and 1, both excluded
--   zero_value_orders  VARCHAR  text    never NULL; ignore or count
-- notes:   A fault is an error that names the setting, its value and what is allowed.
with chosen as (
    select
        coalesce(as_of::date, getvariable('landscape_as_of')::date, s.as_of, least(s.last_day, landscape_base.this_day())) as c_as_of,
        coalesce(horizon_months::integer, getvariable('landscape_horizon_months')::integer, s.horizon_months) as c_horizon,
        coalesce(discount::double, getvariable('landscape_discount')::double, s.discount) as c_discount,
        coalesce(model::varchar, getvariable('landscape_ltv_model')::varchar, s.ltv_model) as c_model,
        coalesce(measure::varchar, getvariable('landscape_measure')::varchar, s.measure) as c_measure,
        coalesce(getvariable('landscape_seed')::integer, s.seed) as c_seed,
        coalesce(getvariable('landscape_interval_level')::double, s.interval_level) as c_level,
        coalesce(getvariable('landscape_zero_value_orders')::varchar, s.zero_value_orders) as c_zero,
    from landscape_base.settings_row as s
)

select
    c.c_as_of as as_of,
    case
        when c.c_horizon is null or c.c_horizon between 1 and 1200 then c.c_horizon
        else error('setting horizon_months: ' || c.c_horizon::varchar || ' is not allowed; use a whole number from 1 to 1200')
    end as horizon_months,
    case
        when c.c_discount is null or c.c_discount between 0 and 1 then c.c_discount
        else error('setting discount: ' || c.c_discount::varchar || ' is not allowed; use a fraction from 0 to 1')
    end as discount,
    case
        when c.c_model is null or c.c_model in ('auto', 'bg', 'mbg', 'pareto', 'cnbd') then c.c_model
        else error('setting ltv_model: ' || c.c_model || ' is not allowed; use one of auto, bg, mbg, pareto, cnbd')
    end as ltv_model,
    case
        when c.c_measure is null or c.c_measure in ('revenue', 'profit', 'contribution') then c.c_measure
        else error('setting measure: ' || c.c_measure || ' is not allowed; use one of revenue, profit, contribution')
    end as measure,
    case
        when c.c_seed is null or c.c_seed >= 0 then c.c_seed
        else error('setting seed: ' || c.c_seed::varchar || ' is not allowed; use a whole number, 0 or more')
    end as seed,
    case
        when c.c_level is null or (c.c_level > 0 and c.c_level < 1) then c.c_level
        else error('setting interval_level: ' || c.c_level::varchar || ' is not allowed; use a fraction between 0 and 1')
    end as interval_level,
    case
        when c.c_zero is null or c.c_zero in ('ignore', 'count') then c.c_zero
        else error('setting zero_value_orders: ' || c.c_zero || ' is not allowed; use one of ignore, count')
    end as zero_value_orders,
from chosen as c
