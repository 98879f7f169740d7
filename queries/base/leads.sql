-- name:    leads
-- kind:    base_table_macro
-- summary: Prospects as they stood on a day, with their estimate in base currency.
-- grain:   one row per prospect created by as_of
-- source:  basics, prospects, aliases, fx_rates, ledger_state
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   prospect_id               VARCHAR        key    never NULL
--   name                      VARCHAR        text   NULL when unknown
--   customer_id               VARCHAR        key    canonical customer it became; NULL while it is a prospect
--   source                    VARCHAR        text   where it came from; NULL when unknown
--   stage                     VARCHAR        text   the last stage known
--   owner                     VARCHAR        text   NULL when unknown
--   created_date              DATE           date   NULL when unknown
--   converted_date            DATE           date   NULL while it is a prospect, and when unknown
--   converted                 BOOLEAN        flag   it had become a customer by as_of
--   estimated_annual_revenue  DECIMAL(18,4)  money  NULL when unknown or without an exchange rate
-- notes:   A prospect with a customer and without a converted_date counts as converted.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

known as (
    select
        p.*,
        coalesce(a.customer_id, p.customer_id) as account,
        coalesce(p.converted_date <= config.last_day, p.customer_id is not null) as is_converted,
        config.last_day,
    from prospects as p
    cross join config
    left join landscape_base.aliases as a
        on p.customer_id = a.alias_id
    where coalesce(p.created_date <= config.last_day, true)
),

rated as (
    select
        k.*,
        case
            when k.currency is null or k.currency = ls.base_currency then 1
            when k.last_day - f.rate_date <= ls.fx_max_age_days then f.to_base
        end as rate,
    from known as k
    cross join landscape_base.ledger_state as ls
    asof left join fx_rates as f
        on k.currency = f.currency and k.last_day >= f.rate_date
)

select
    r.prospect_id as prospect_id,
    r.name as name,
    case when r.is_converted then r.account end as customer_id,
    r.source as source,
    r.stage as stage,
    r.owner as owner,
    r.created_date as created_date,
    case when r.is_converted then r.converted_date end as converted_date,
    r.is_converted as converted,
    round(r.estimated_annual_revenue * r.rate, 4)::decimal(18, 4) as estimated_annual_revenue,
from rated as r
