-- name:    settings_row
-- kind:    base_table
-- summary: The rows of settings, checked and typed, with defaults where there is no row; written by every refresh and every change of a setting.
-- grain:   one row
-- source:  settings, ledger_state, settings_text, setting_date, setting_word, setting_count, setting_ratio, setting_cuts, scheme_cuts, scheme_labels
-- columns:
--   as_of                 DATE       date    NULL means the last day of the ledger
--   first_day             DATE       date    first day of the ledger; NULL when it is empty
--   last_day              DATE       date    last day of the ledger; NULL when it is empty
--   measure               VARCHAR    text    never NULL
--   years                 INTEGER    number  never NULL
--   period_months         INTEGER    months  never NULL
--   period_kind           VARCHAR    text    never NULL
--   fiscal_start_month    INTEGER    number  never NULL
--   ledger_complete_from  DATE       date    NULL when the ledger is empty
--   left_censor_days      INTEGER    days    NULL means the customer's own gap
--   tier_months           INTEGER    months  never NULL
--   tier_basis            VARCHAR    text    never NULL
--   tier_cuts             DOUBLE[]   list    never NULL
--   tier_labels           VARCHAR[]  list    never NULL; one more than cuts
--   churn_gap             INTEGER    months  never NULL
--   churn_months          INTEGER    months  never NULL
--   churn_tolerance       DOUBLE     ratio   never NULL
--   compare               VARCHAR    text    never NULL
--   product_level         VARCHAR    text    NULL means by the share of value with a line
--   product_needs_drop    BOOLEAN    flag    NULL means by product_level
--   level                 VARCHAR    text    never NULL
--   reactivated_as        VARCHAR    text    never NULL
--   min_cost_coverage     DOUBLE     ratio   never NULL
--   credit_match          VARCHAR    text    never NULL
--   credit_period         VARCHAR    text    never NULL
--   zero_value_orders     VARCHAR    text    never NULL
--   horizon_months        INTEGER    months  never NULL
--   discount              DOUBLE     ratio   never NULL
--   ltv_model             VARCHAR    text    never NULL
--   seed                  INTEGER    number  never NULL
--   interval_level        DOUBLE     ratio   never NULL; between 0 and 1, both excluded
--   sticky                DOUBLE     ratio   never NULL; a share of the total
--   focus_limit           INTEGER    count   never NULL
--   alert_p               DOUBLE     ratio   never NULL; between 0 and 1, both excluded
--   active_days           INTEGER    days    never NULL
--   nonactive_to          INTEGER    days    never NULL
--   texts                 VARCHAR    text    the rows of settings that this one was made from; empty when there was none
-- notes:   A figure reads this one row instead of resolving texts, which took most of the time of a small query. Rows of settings that
--   were edited without the command take effect at the next refresh; settings_in_force and ledger_audit report them.
with stored as materialized (
    select
        max(s.value) filter (where s.name = 'as_of') as as_of,
        max(s.value) filter (where s.name = 'measure') as measure,
        max(s.value) filter (where s.name = 'years') as years,
        max(s.value) filter (where s.name = 'period_months') as period_months,
        max(s.value) filter (where s.name = 'period_kind') as period_kind,
        max(s.value) filter (where s.name = 'fiscal_start_month') as fiscal_start_month,
        max(s.value) filter (where s.name = 'ledger_complete_from') as ledger_complete_from,
        max(s.value) filter (where s.name = 'left_censor_days') as left_censor_days,
        max(s.value) filter (where s.name = 'tier_months') as tier_months,
        max(s.value) filter (where s.name = 'tier_basis') as tier_basis,
        max(s.value) filter (where s.name = 'tier_cuts') as tier_cuts,
        max(s.value) filter (where s.name = 'tier_labels') as tier_labels,
        max(s.value) filter (where s.name = 'tier_scheme') as tier_scheme,
        max(s.value) filter (where s.name = 'churn_gap') as churn_gap,
        max(s.value) filter (where s.name = 'churn_months') as churn_months,
        max(s.value) filter (where s.name = 'churn_tolerance') as churn_tolerance,
        max(s.value) filter (where s.name = 'compare') as compare,
        max(s.value) filter (where s.name = 'product_level') as product_level,
        max(s.value) filter (where s.name = 'product_needs_drop') as product_needs_drop,
        max(s.value) filter (where s.name = 'level') as level,
        max(s.value) filter (where s.name = 'reactivated_as') as reactivated_as,
        max(s.value) filter (where s.name = 'min_cost_coverage') as min_cost_coverage,
        max(s.value) filter (where s.name = 'credit_match') as credit_match,
        max(s.value) filter (where s.name = 'credit_period') as credit_period,
        max(s.value) filter (where s.name = 'zero_value_orders') as zero_value_orders,
        max(s.value) filter (where s.name = 'horizon_months') as horizon_months,
        max(s.value) filter (where s.name = 'discount') as discount,
        max(s.value) filter (where s.name = 'ltv_model') as ltv_model,
        max(s.value) filter (where s.name = 'seed') as seed,
        max(s.value) filter (where s.name = 'interval_level') as interval_level,
        max(s.value) filter (where s.name = 'sticky') as sticky,
        max(s.value) filter (where s.name = 'focus_limit') as focus_limit,
        max(s.value) filter (where s.name = 'alert_p') as alert_p,
        max(s.value) filter (where s.name = 'active_days') as active_days,
        max(s.value) filter (where s.name = 'nonactive_to') as nonactive_to,
    from settings as s
),

texts as (
    select
        stored.as_of as t_as_of,
        coalesce(stored.measure, 'revenue') as t_measure,
        coalesce(stored.years, '3') as t_years,
        coalesce(stored.period_months, '12') as t_period_months,
        coalesce(stored.period_kind, 'rolling') as t_period_kind,
        coalesce(stored.fiscal_start_month, '1') as t_fiscal_start_month,
        stored.ledger_complete_from as t_ledger_complete_from,
        stored.left_censor_days as t_left_censor_days,
        coalesce(stored.tier_months, '12') as t_tier_months,
        coalesce(stored.tier_basis, 'share') as t_tier_basis,
        coalesce(
            stored.tier_cuts,
            landscape_base.scheme_cuts(stored.tier_scheme),
            landscape_base.scheme_cuts('ABC')
        ) as t_cuts,
        coalesce(
            stored.tier_labels,
            landscape_base.scheme_labels(stored.tier_scheme),
            landscape_base.scheme_labels('ABC')
        ) as t_labels,
        coalesce(stored.churn_gap, '12') as t_churn_gap,
        coalesce(stored.churn_months, '12') as t_churn_months,
        coalesce(stored.churn_tolerance, '0') as t_churn_tolerance,
        coalesce(stored.compare, 'previous') as t_compare,
        stored.product_level as t_product_level,
        stored.product_needs_drop as t_product_needs_drop,
        coalesce(stored.level, 'customer') as t_level,
        coalesce(stored.reactivated_as, 'separate') as t_reactivated_as,
        coalesce(stored.min_cost_coverage, '0.95') as t_min_cost_coverage,
        coalesce(stored.credit_match, 'auto') as t_credit_match,
        coalesce(stored.credit_period, 'own') as t_credit_period,
        coalesce(stored.zero_value_orders, 'ignore') as t_zero_value_orders,
        coalesce(stored.horizon_months, '36') as t_horizon_months,
        coalesce(stored.discount, '0.10') as t_discount,
        coalesce(stored.ltv_model, 'auto') as t_ltv_model,
        coalesce(stored.seed, '1') as t_seed,
        coalesce(stored.interval_level, '0.80') as t_interval_level,
        coalesce(stored.sticky, '0') as t_sticky,
        coalesce(stored.focus_limit, '20') as t_focus_limit,
        coalesce(stored.alert_p, '0.05') as t_alert_p,
        coalesce(stored.active_days, '90') as t_active_days,
        coalesce(stored.nonactive_to, '730') as t_nonactive_to,
    from stored
),

chosen as (
    select
        landscape_base.setting_date('as_of', texts.t_as_of) as c_as_of,
        landscape_base.setting_word('measure', texts.t_measure, ['revenue', 'profit', 'contribution']) as c_measure,
        landscape_base.setting_count('years', texts.t_years, 1, 100) as c_years,
        landscape_base.setting_count('period_months', texts.t_period_months, 1, 120) as c_period_months,
        landscape_base.setting_word('period_kind', texts.t_period_kind, ['rolling', 'calendar', 'fiscal']) as c_period_kind,
        landscape_base.setting_count('fiscal_start_month', texts.t_fiscal_start_month, 1, 12) as c_fiscal_start_month,
        coalesce(
            landscape_base.setting_date('ledger_complete_from', texts.t_ledger_complete_from),
            (select max(ls.first_date) - 15 from landscape_base.ledger_state as ls)
        ) as c_ledger_complete_from,
        landscape_base.setting_count('left_censor_days', texts.t_left_censor_days, 0, 100000) as c_left_censor_days,
        landscape_base.setting_count('tier_months', texts.t_tier_months, 1, 1200) as c_tier_months,
        landscape_base.setting_word('tier_basis', texts.t_tier_basis, ['share', 'count', 'value']) as c_tier_basis,
        texts.t_cuts as c_cuts_text,
        texts.t_labels as c_labels_text,
        landscape_base.setting_count('churn_gap', texts.t_churn_gap, 1, 1200) as c_churn_gap,
        landscape_base.setting_count('churn_months', texts.t_churn_months, 1, 120) as c_churn_months,
        landscape_base.setting_ratio('churn_tolerance', texts.t_churn_tolerance) as c_churn_tolerance,
        landscape_base.setting_word('compare', texts.t_compare, ['previous', 'same_season']) as c_compare,
        landscape_base.setting_word('product_level', texts.t_product_level, ['line', 'product']) as c_product_level,
        landscape_base.setting_word('product_needs_drop', texts.t_product_needs_drop, ['true', 'false'])::boolean as c_product_needs_drop,
        landscape_base.setting_word('level', texts.t_level, ['customer', 'parent']) as c_level,
        landscape_base.setting_word('reactivated_as', texts.t_reactivated_as, ['separate', 'new', 'repeat']) as c_reactivated_as,
        landscape_base.setting_ratio('min_cost_coverage', texts.t_min_cost_coverage) as c_min_cost_coverage,
        landscape_base.setting_word('credit_match', texts.t_credit_match, ['auto', 'linked']) as c_credit_match,
        landscape_base.setting_word('credit_period', texts.t_credit_period, ['own', 'origin']) as c_credit_period,
        landscape_base.setting_word('zero_value_orders', texts.t_zero_value_orders, ['ignore', 'count']) as c_zero_value_orders,
        landscape_base.setting_count('horizon_months', texts.t_horizon_months, 1, 1200) as c_horizon_months,
        landscape_base.setting_ratio('discount', texts.t_discount) as c_discount,
        landscape_base.setting_word('ltv_model', texts.t_ltv_model, ['auto', 'bg', 'mbg', 'pareto', 'cnbd']) as c_ltv_model,
        landscape_base.setting_count('seed', texts.t_seed, 0, 999999999) as c_seed,
        landscape_base.setting_ratio('interval_level', texts.t_interval_level) as c_interval_level,
        landscape_base.setting_ratio('sticky', texts.t_sticky) as c_sticky,
        landscape_base.setting_count('focus_limit', texts.t_focus_limit, 0, 1000000) as c_focus_limit,
        landscape_base.setting_ratio('alert_p', texts.t_alert_p) as c_alert_p,
        landscape_base.setting_count('active_days', texts.t_active_days, 1, 100000) as c_active_days,
        landscape_base.setting_count('nonactive_to', texts.t_nonactive_to, 1, 100000) as c_nonactive_to,
    from texts
),

parsed as (
    select
        chosen.*,
        landscape_base.setting_cuts(chosen.c_cuts_text, chosen.c_tier_basis) as c_cuts,
        chosen.c_labels_text::varchar[] as c_labels,
    from chosen
)

select
    p.c_as_of as as_of,
    (select max(ls.first_date) from landscape_base.ledger_state as ls) as first_day,
    (select max(ls.last_date) from landscape_base.ledger_state as ls) as last_day,
    p.c_measure as measure,
    p.c_years as years,
    p.c_period_months as period_months,
    p.c_period_kind as period_kind,
    p.c_fiscal_start_month as fiscal_start_month,
    p.c_ledger_complete_from as ledger_complete_from,
    p.c_left_censor_days as left_censor_days,
    p.c_tier_months as tier_months,
    p.c_tier_basis as tier_basis,
    p.c_cuts as tier_cuts,
    case
        when len(p.c_labels) = len(p.c_cuts) + 1 then p.c_labels
        else error(
            'setting tier_labels: ' || p.c_labels_text || ' has ' || len(p.c_labels) || ' labels for the '
            || len(p.c_cuts) || ' cuts of tier_cuts ' || p.c_cuts_text || '; give one label more than cuts'
        )
    end as tier_labels,
    p.c_churn_gap as churn_gap,
    p.c_churn_months as churn_months,
    p.c_churn_tolerance as churn_tolerance,
    p.c_compare as compare,
    p.c_product_level as product_level,
    p.c_product_needs_drop as product_needs_drop,
    p.c_level as level,
    p.c_reactivated_as as reactivated_as,
    p.c_min_cost_coverage as min_cost_coverage,
    p.c_credit_match as credit_match,
    p.c_credit_period as credit_period,
    p.c_zero_value_orders as zero_value_orders,
    p.c_horizon_months as horizon_months,
    p.c_discount as discount,
    p.c_ltv_model as ltv_model,
    p.c_seed as seed,
    case
        when p.c_interval_level > 0 and p.c_interval_level < 1 then p.c_interval_level
        else error('setting interval_level: ' || p.c_interval_level || ' is not allowed; use a fraction between 0 and 1')
    end as interval_level,
    p.c_sticky as sticky,
    p.c_focus_limit as focus_limit,
    case
        when p.c_alert_p > 0 and p.c_alert_p < 1 then p.c_alert_p
        else error('setting alert_p: ' || p.c_alert_p || ' is not allowed; use a fraction between 0 and 1')
    end as alert_p,
    p.c_active_days as active_days,
    p.c_nonactive_to as nonactive_to,
    landscape_base.settings_text() as texts,
from parsed as p
