-- name:    kept_for_session
-- kind:    base_macro
-- summary: Whether a default view may read what the refresh has kept: it kept something, and no session variable overrides a setting.
-- source:  has_kept
-- args:
-- returns: BOOLEAN flag never NULL
-- example: select landscape_base.kept_for_session()
-- notes:   Without a table in it, so that it is a constant when a query is planned and the way not taken is never planned.
landscape_base.has_kept() and coalesce(
    getvariable('landscape_as_of')::varchar, getvariable('landscape_years')::varchar, getvariable('landscape_period_months')::varchar,
    getvariable('landscape_period_kind')::varchar, getvariable('landscape_fiscal_start_month')::varchar,
    getvariable('landscape_ledger_complete_from')::varchar, getvariable('landscape_left_censor_days')::varchar,
    getvariable('landscape_tier_months')::varchar, getvariable('landscape_measure')::varchar, getvariable('landscape_tier_cuts')::varchar,
    getvariable('landscape_tier_labels')::varchar, getvariable('landscape_tier_scheme')::varchar,
    getvariable('landscape_tier_basis')::varchar, getvariable('landscape_sticky')::varchar, getvariable('landscape_focus_limit')::varchar,
    getvariable('landscape_churn_gap')::varchar, getvariable('landscape_churn_months')::varchar,
    getvariable('landscape_churn_tolerance')::varchar, getvariable('landscape_compare')::varchar,
    getvariable('landscape_product_level')::varchar, getvariable('landscape_product_needs_drop')::varchar,
    getvariable('landscape_alert_p')::varchar, getvariable('landscape_active_days')::varchar,
    getvariable('landscape_nonactive_to')::varchar, getvariable('landscape_level')::varchar,
    getvariable('landscape_reactivated_as')::varchar, getvariable('landscape_min_cost_coverage')::varchar,
    getvariable('landscape_credit_match')::varchar, getvariable('landscape_credit_period')::varchar,
    getvariable('landscape_zero_value_orders')::varchar, getvariable('landscape_horizon_months')::varchar,
    getvariable('landscape_discount')::varchar, getvariable('landscape_ltv_model')::varchar, getvariable('landscape_seed')::varchar,
    getvariable('landscape_interval_level')::varchar
) is null
