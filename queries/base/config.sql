-- name:    config
-- kind:    base_table_macro
-- summary: Every setting that a figure reads, resolved and checked: argument, session variable, stored setting.
-- grain:   one row
-- source:  settings_row, this_day, setting_cuts, scheme_cuts, scheme_labels
-- kept:    as_of
-- args:
--   as_of               DATE       date    NULL  last day, inclusive
--   measure             VARCHAR    text    NULL  revenue, profit or contribution
--   years               INTEGER    number  NULL  landscape window in years
--   period_months       INTEGER    months  NULL  length of a period
--   period_kind         VARCHAR    text    NULL  rolling, calendar or fiscal
--   tier_months         INTEGER    months  NULL  window of the current tier
--   cuts                DOUBLE[]   list    NULL  increasing cuts between the tiers
--   labels              VARCHAR[]  list    NULL  names of the tiers
--   level               VARCHAR    text    NULL  customer or parent
--   churn_months        INTEGER    months  NULL  length of the churn windows
--   compare             VARCHAR    text    NULL  previous or same_season
--   tolerance           DOUBLE     ratio   NULL  fall in spend that does not count
--   product_level       VARCHAR    text    NULL  line or product
--   product_needs_drop  BOOLEAN    flag    NULL  product churn only where spend fell too
-- columns:
--   as_of                 DATE       date    never NULL
--   first_day             DATE       date    first day of the ledger; NULL when it is empty
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
-- notes:   A fault is an error that names the setting, its value and what is allowed. Explicit cuts or labels win over a scheme of the
--   same origin, and a scheme over cuts of a weaker origin.
with chosen as (
    select
        coalesce(as_of::date, getvariable('landscape_as_of')::date, s.as_of, least(s.last_day, landscape_base.this_day())) as c_as_of,
        s.first_day as c_first_day,
        coalesce(measure::varchar, getvariable('landscape_measure')::varchar, s.measure) as c_measure,
        coalesce(years::integer, getvariable('landscape_years')::integer, s.years) as c_years,
        coalesce(
            period_months::integer, getvariable('landscape_period_months')::integer, s.period_months
        ) as c_period_months,
        coalesce(period_kind::varchar, getvariable('landscape_period_kind')::varchar, s.period_kind) as c_period_kind,
        coalesce(getvariable('landscape_fiscal_start_month')::integer, s.fiscal_start_month) as c_fiscal_start_month,
        coalesce(
            getvariable('landscape_ledger_complete_from')::date, s.ledger_complete_from
        ) as c_ledger_complete_from,
        coalesce(getvariable('landscape_left_censor_days')::integer, s.left_censor_days) as c_left_censor_days,
        coalesce(tier_months::integer, getvariable('landscape_tier_months')::integer, s.tier_months) as c_tier_months,
        coalesce(getvariable('landscape_tier_basis')::varchar, s.tier_basis) as c_tier_basis,
        coalesce(
            cuts::varchar,
            getvariable('landscape_tier_cuts')::varchar,
            landscape_base.scheme_cuts(getvariable('landscape_tier_scheme')::varchar)
        ) as c_cuts_text,
        s.tier_cuts as c_stored_cuts,
        coalesce(
            labels,
            getvariable('landscape_tier_labels')::varchar::varchar[],
            landscape_base.scheme_labels(getvariable('landscape_tier_scheme')::varchar)::varchar[],
            s.tier_labels
        ) as c_labels,
        coalesce(getvariable('landscape_churn_gap')::integer, s.churn_gap) as c_churn_gap,
        coalesce(
            churn_months::integer, getvariable('landscape_churn_months')::integer, s.churn_months
        ) as c_churn_months,
        coalesce(
            tolerance::double, getvariable('landscape_churn_tolerance')::double, s.churn_tolerance
        ) as c_churn_tolerance,
        coalesce(compare::varchar, getvariable('landscape_compare')::varchar, s.compare) as c_compare,
        coalesce(
            product_level::varchar, getvariable('landscape_product_level')::varchar, s.product_level
        ) as c_product_level,
        coalesce(
            product_needs_drop::boolean, getvariable('landscape_product_needs_drop')::boolean, s.product_needs_drop
        ) as c_product_needs_drop,
        coalesce(level::varchar, getvariable('landscape_level')::varchar, s.level) as c_level,
        coalesce(getvariable('landscape_reactivated_as')::varchar, s.reactivated_as) as c_reactivated_as,
        coalesce(getvariable('landscape_min_cost_coverage')::double, s.min_cost_coverage) as c_min_cost_coverage,
        coalesce(getvariable('landscape_credit_match')::varchar, s.credit_match) as c_credit_match,
        coalesce(getvariable('landscape_credit_period')::varchar, s.credit_period) as c_credit_period,
    from landscape_base.settings_row as s
),

cut as (
    select
        chosen.*,
        coalesce(landscape_base.setting_cuts(chosen.c_cuts_text, chosen.c_tier_basis), chosen.c_stored_cuts) as c_cuts,
    from chosen
)

select
    c.c_as_of as as_of,
    c.c_first_day as first_day,
    case
        when c.c_measure is null or c.c_measure in ('revenue', 'profit', 'contribution') then c.c_measure
        else error('setting measure: ' || c.c_measure || ' is not allowed; use one of revenue, profit, contribution')
    end as measure,
    case
        when c.c_years is null or c.c_years between 1 and 100 then c.c_years
        else error('setting years: ' || c.c_years::varchar || ' is not allowed; use a whole number from 1 to 100')
    end as years,
    case
        when c.c_period_months is null or c.c_period_months between 1 and 120 then c.c_period_months
        else error('setting period_months: ' || c.c_period_months::varchar || ' is not allowed; use a whole number from 1 to 120')
    end as period_months,
    case
        when c.c_period_kind is null or c.c_period_kind in ('rolling', 'calendar', 'fiscal') then c.c_period_kind
        else error('setting period_kind: ' || c.c_period_kind || ' is not allowed; use one of rolling, calendar, fiscal')
    end as period_kind,
    case
        when c.c_fiscal_start_month is null or c.c_fiscal_start_month between 1 and 12 then c.c_fiscal_start_month
        else error('setting fiscal_start_month: ' || c.c_fiscal_start_month::varchar || ' is not allowed; use a whole number from 1 to 12')
    end as fiscal_start_month,
    c.c_ledger_complete_from as ledger_complete_from,
    case
        when c.c_left_censor_days is null or c.c_left_censor_days >= 0 then c.c_left_censor_days
        else error('setting left_censor_days: ' || c.c_left_censor_days::varchar || ' is not allowed; use a whole number, 0 or more')
    end as left_censor_days,
    case
        when c.c_tier_months is null or c.c_tier_months between 1 and 1200 then c.c_tier_months
        else error('setting tier_months: ' || c.c_tier_months::varchar || ' is not allowed; use a whole number from 1 to 1200')
    end as tier_months,
    case
        when c.c_tier_basis is null or c.c_tier_basis in ('share', 'count', 'value') then c.c_tier_basis
        else error('setting tier_basis: ' || c.c_tier_basis || ' is not allowed; use one of share, count, value')
    end as tier_basis,
    c.c_cuts as tier_cuts,
    case
        when len(c.c_labels) = len(c.c_cuts) + 1 then c.c_labels
        else error(
            'setting tier_labels: ' || c.c_labels::varchar || ' has ' || len(c.c_labels) || ' labels for the '
            || len(c.c_cuts) || ' cuts of tier_cuts ' || c.c_cuts::varchar || '; give one label more than cuts'
        )
    end as tier_labels,
    case
        when c.c_churn_gap is null or c.c_churn_gap between 1 and 1200 then c.c_churn_gap
        else error('setting churn_gap: ' || c.c_churn_gap::varchar || ' is not allowed; use a whole number from 1 to 1200')
    end as churn_gap,
    case
        when c.c_churn_months is null or c.c_churn_months between 1 and 120 then c.c_churn_months
        else error('setting churn_months: ' || c.c_churn_months::varchar || ' is not allowed; use a whole number from 1 to 120')
    end as churn_months,
    case
        when c.c_churn_tolerance is null or c.c_churn_tolerance between 0 and 1 then c.c_churn_tolerance
        else error('setting churn_tolerance: ' || c.c_churn_tolerance::varchar || ' is not allowed; use a fraction from 0 to 1')
    end as churn_tolerance,
    case
        when c.c_compare is null or c.c_compare in ('previous', 'same_season') then c.c_compare
        else error('setting compare: ' || c.c_compare || ' is not allowed; use one of previous, same_season')
    end as compare,
    case
        when c.c_product_level is null or c.c_product_level in ('line', 'product') then c.c_product_level
        else error('setting product_level: ' || c.c_product_level || ' is not allowed; use one of line, product')
    end as product_level,
    c.c_product_needs_drop as product_needs_drop,
    case
        when c.c_level is null or c.c_level in ('customer', 'parent') then c.c_level
        else error('setting level: ' || c.c_level || ' is not allowed; use one of customer, parent')
    end as level,
    case
        when c.c_reactivated_as is null or c.c_reactivated_as in ('separate', 'new', 'repeat') then c.c_reactivated_as
        else error('setting reactivated_as: ' || c.c_reactivated_as || ' is not allowed; use one of separate, new, repeat')
    end as reactivated_as,
    case
        when c.c_min_cost_coverage is null or c.c_min_cost_coverage between 0 and 1 then c.c_min_cost_coverage
        else error('setting min_cost_coverage: ' || c.c_min_cost_coverage::varchar || ' is not allowed; use a fraction from 0 to 1')
    end as min_cost_coverage,
    case
        when c.c_credit_match is null or c.c_credit_match in ('auto', 'linked') then c.c_credit_match
        else error('setting credit_match: ' || c.c_credit_match || ' is not allowed; use one of auto, linked')
    end as credit_match,
    case
        when c.c_credit_period is null or c.c_credit_period in ('own', 'origin') then c.c_credit_period
        else error('setting credit_period: ' || c.c_credit_period || ' is not allowed; use one of own, origin')
    end as credit_period,
from cut as c
