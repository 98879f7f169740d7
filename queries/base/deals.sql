-- name:    deals
-- kind:    base_table_macro
-- summary: Opportunities as they stood on a day: merged accounts, base currency, and open if they were closed later.
-- grain:   one row per opportunity created by as_of
-- source:  basics, opportunities, aliases, fx_rates, ledger_state
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   opportunity_id       VARCHAR        key    never NULL
--   customer_id          VARCHAR        key    canonical customer; NULL for a prospect's
--   prospect_id          VARCHAR        key    NULL for a customer's
--   product_id           VARCHAR        key    NULL when unknown
--   stage                VARCHAR        text   the last stage known
--   amount               DECIMAL(18,4)  money  whole value; NULL when unknown or without an exchange rate
--   annual_amount        DECIMAL(18,4)  money  value in one year; NULL when unknown or without an exchange rate
--   probability          DOUBLE         ratio  as given
--   is_repeat            BOOLEAN        flag   renewal of business that exists; false when unknown
--   created_date         DATE           date   NULL when unknown
--   expected_close_date  DATE           date   NULL when unknown
--   closed_date          DATE           date   NULL while open
--   outcome              VARCHAR        text   open, won or lost as of the day; NULL is open
--   lost_reason          VARCHAR        text   NULL while open
--   competitor           VARCHAR        text   NULL when unknown
--   owner                VARCHAR        text   NULL when unknown
-- notes:   Amounts of closed opportunities are converted at the rate of the day on which they closed, those of open ones at the
--   latest up to as_of. One that is won or lost without a closed_date counts as closed.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

known as (
    select
        o.*,
        coalesce(a.customer_id, o.customer_id) as account,
        coalesce(o.outcome, 'open') != 'open' and coalesce(o.closed_date <= config.last_day, true) as is_closed,
        least(coalesce(o.closed_date, config.last_day), config.last_day) as rate_day,
    from opportunities as o
    cross join config
    left join landscape_base.aliases as a
        on o.customer_id = a.alias_id
    where coalesce(o.created_date <= config.last_day, true)
),

rated as (
    select
        k.*,
        case
            when k.currency is null or k.currency = ls.base_currency then 1
            when k.rate_day - f.rate_date <= ls.fx_max_age_days then f.to_base
        end as rate,
    from known as k
    cross join landscape_base.ledger_state as ls
    asof left join fx_rates as f
        on k.currency = f.currency and k.rate_day >= f.rate_date
)

select
    r.opportunity_id as opportunity_id,
    r.account as customer_id,
    r.prospect_id as prospect_id,
    r.product_id as product_id,
    r.stage as stage,
    round(r.amount * r.rate, 4)::decimal(18, 4) as amount,
    round(r.annual_amount * r.rate, 4)::decimal(18, 4) as annual_amount,
    r.probability as probability,
    coalesce(r.is_repeat, false) as is_repeat,
    r.created_date as created_date,
    r.expected_close_date as expected_close_date,
    case when r.is_closed then r.closed_date end as closed_date,
    case when r.is_closed then r.outcome else 'open' end as outcome,
    case when r.is_closed then r.lost_reason end as lost_reason,
    r.competitor as competitor,
    r.owner as owner,
from rated as r
