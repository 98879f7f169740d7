-- name:    ltv_state
-- kind:    base_table_macro
-- summary: All that a lifetime value depends on, as one text: the ledger, the day, the settings, the model, contracts and rates.
-- grain:   one row
-- source:  ledger_state, ltv_config, basics, ltv_model_used, settings_row, contracts, fx_rates
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   state  VARCHAR  text  equal texts mean equal lifetime values; NULL while nothing is computed
-- notes:   A fit keeps the text in ltv_scored beside the rows of ltv_scores, which then stand for ltv as long as the text is the same.
select md5(
    s.data_version::varchar || '|' || lc::varchar || '|' || b::varchar || '|' || u::varchar
    || '|' || coalesce(getvariable('landscape_min_cost_coverage')::double, r.min_cost_coverage)::varchar
    || '|' || coalesce(coalesce(getvariable('landscape_ledger_complete_from')::date, r.ledger_complete_from)::varchar, '')
    || '|' || coalesce(coalesce(getvariable('landscape_left_censor_days')::integer, r.left_censor_days)::varchar, '')
    || '|' || (select count(*) || ' ' || coalesce(bit_xor(hash(c)), 0) from contracts as c)
    || '|' || (select count(*) || ' ' || coalesce(bit_xor(hash(f)), 0) from fx_rates as f)
) as state
from landscape_base.ledger_state as s
cross join landscape_base.ltv_config(
    as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
) as lc
cross join landscape_base.basics(as_of := as_of) as b
cross join landscape_base.ltv_model_used(as_of := as_of, model := model) as u
cross join landscape_base.settings_row as r
