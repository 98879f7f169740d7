-- name:    renewals_due
-- kind:    figure
-- summary: Contracts that end soon or must be given notice of soon, the most pressing first: renew, sell more, keep (D3).
-- grain:   one row per contract_id that runs on as_of and whose end or last day of notice lies within the days looked ahead
-- source:  config, customer_facts, contracts, aliases, landscape_base.customers, unit_of, fx_rates, ledger_state, products
-- kept:    due_date, contract_id
-- needs:   contracts
-- args:
--   as_of   DATE     date  NULL  last day, inclusive; the setting when NULL
--   within  INTEGER  days  120   days looked ahead
--   level   VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   contract_id     VARCHAR        key    never NULL
--   customer_id     VARCHAR        key    customer or root parent
--   name            VARCHAR        text   NULL when unknown
--   status          VARCHAR        text   existing, ex-customer or prospect
--   tier            VARCHAR        text   tier of the last tier_months; NULL without a line in them
--   rank            BIGINT         rank   1 is best, ties share it
--   owner           VARCHAR        text   customers.account_manager; NULL when unknown
--   product_id      VARCHAR        key    what the contract is about; NULL when unknown
--   product         VARCHAR        text   its name
--   start_date      DATE           date   NULL when unknown
--   end_date        DATE           date   NULL when it runs on until notice
--   notice_date     DATE           date   last day to give notice; NULL when unknown
--   days_to_end     INTEGER        days   NULL as end_date is
--   days_to_notice  INTEGER        days   below 0 when the day has passed
--   due_date        DATE           date   notice_date, or end_date once that has passed or when it is unknown
--   annual_amount   DECIMAL(18,4)  money  NULL when unknown or without an exchange rate
--   revenue_12m     DECIMAL(38,4)  money  of the customer, with or without contract
--   renewed         BOOLEAN        flag   a contract of the customer for the same product starts after this one, at most 90 days after its end
--   as_of           DATE           date   last day, inclusive
-- example: select due_date, contract_id, name, owner, annual_amount from renewals_due where not renewed order by due_date
-- notes:   A contract that starts later than as_of is no contract yet, but counts as a renewal when it starts within 90 days of the end.
with config as materialized (
    select c.as_of as last_day, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

signed as materialized (
    select
        k.*,
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        config.last_day,
    from contracts as k
    left join landscape_base.aliases as a
        on k.customer_id = a.alias_id
    inner join landscape_base.customers as cu
        on coalesce(a.customer_id, k.customer_id) = cu.customer_id and cu.kind = 'ranked'
    cross join config
),

due as (
    select
        s.*,
        case when s.notice_date >= s.last_day then s.notice_date else s.end_date end as due_on,
        exists(
            select 1
            from signed as n
            where n.unit_id = s.unit_id and n.contract_id != s.contract_id and n.product_id is not distinct from s.product_id
                and n.start_date > s.start_date and n.start_date <= s.end_date + 90 and coalesce(n.end_date > s.end_date, true)
        ) as followed,
    from signed as s
    where coalesce(s.start_date <= s.last_day, true) and coalesce(s.end_date >= s.last_day, true)
        and (s.end_date <= s.last_day + within or (s.notice_date >= s.last_day and s.notice_date <= s.last_day + within))
),

rated as (
    select
        d.*,
        case
            when d.currency is null or d.currency = ls.base_currency then 1
            when d.last_day - f.rate_date <= ls.fx_max_age_days then f.to_base
        end as rate,
    from due as d
    cross join landscape_base.ledger_state as ls
    asof left join fx_rates as f
        on d.currency = f.currency and d.last_day >= f.rate_date
)

select
    r.contract_id as contract_id,
    r.unit_id as customer_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    f.owner as owner,
    r.product_id as product_id,
    p.name as product,
    r.start_date as start_date,
    r.end_date as end_date,
    r.notice_date as notice_date,
    (r.end_date - r.last_day)::integer as days_to_end,
    (r.notice_date - r.last_day)::integer as days_to_notice,
    r.due_on as due_date,
    round(r.annual_amount * r.rate, 4)::decimal(18, 4) as annual_amount,
    f.value_12m as revenue_12m,
    r.followed as renewed,
    r.last_day as as_of,
from rated as r
left join landscape_base.customer_facts(as_of := as_of, level := level) as f
    on r.unit_id = f.customer_id
left join products as p
    on r.product_id = p.product_id
order by r.due_on, r.contract_id
