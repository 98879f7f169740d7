-- name:    touch_log
-- kind:    base_table_macro
-- summary: Touches up to a day: merged accounts, the customer or prospect of the contact where the touch names none, costs in base currency.
-- grain:   one row per touch up to as_of
-- source:  basics, touches, contacts, aliases, fx_rates, ledger_state
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   touch_id     VARCHAR        key     never NULL
--   customer_id  VARCHAR        key     canonical customer; NULL for a prospect's
--   prospect_id  VARCHAR        key     NULL for a customer's
--   contact_id   VARCHAR        key     NULL when unknown
--   touched_at   TIMESTAMP      UTC     never NULL
--   day          DATE           date    day of touched_at
--   channel      VARCHAR        text    NULL when unknown
--   class        VARCHAR        text    personal, bulk or automated; personal when not given
--   direction    VARCHAR        text    out or in; out when not given
--   department   VARCHAR        text    NULL when unknown
--   campaign     VARCHAR        text    NULL when unknown
--   response     VARCHAR        text    positive, negative, none or later; NULL when not recorded
--   due_date     DATE           date    when to come back
--   minutes      DOUBLE         number  NULL when unknown
--   cost         DECIMAL(18,4)  money   NULL when unknown or without an exchange rate
--   user_id      VARCHAR        key     NULL when unknown
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

-- a contact is looked up where the touch names neither a customer nor a prospect
people as (
    select c.contact_id, any_value(c.customer_id) as customer_id, any_value(c.prospect_id) as prospect_id
    from contacts as c
    where c.contact_id in (select t.contact_id from touches as t where t.customer_id is null and t.prospect_id is null)
    group by c.contact_id
),

known as (
    select
        t.*,
        t.touched_at::date as on_day,
        coalesce(t.customer_id, p.customer_id) as own_customer,
        coalesce(t.prospect_id, p.prospect_id) as own_prospect,
    from touches as t
    cross join config
    left join people as p
        on case when t.customer_id is null and t.prospect_id is null then t.contact_id end = p.contact_id
    where t.touched_at is not null and t.touched_at::date <= config.last_day
),

-- few touches cost anything in another currency: looking for the rate of each touch would take longer than all the rest
rates as (
    select n.currency, n.on_day, case when n.on_day - f.rate_date <= n.max_age then f.to_base end as to_base
    from (
        select distinct t.currency, t.touched_at::date as on_day, ls.fx_max_age_days as max_age
        from touches as t
        cross join landscape_base.ledger_state as ls
        where t.currency is distinct from ls.base_currency and t.currency is not null and t.cost is not null
    ) as n
    asof left join fx_rates as f
        on n.currency = f.currency and n.on_day >= f.rate_date
),

rated as (
    select
        k.*,
        case when k.currency is null or k.currency = ls.base_currency then 1 else f.to_base end as rate,
    from known as k
    cross join landscape_base.ledger_state as ls
    left join rates as f
        on k.currency = f.currency and k.on_day = f.on_day
)

select
    r.touch_id as touch_id,
    coalesce(a.customer_id, r.own_customer) as customer_id,
    r.own_prospect as prospect_id,
    r.contact_id as contact_id,
    r.touched_at as touched_at,
    r.on_day as day,
    r.channel as channel,
    coalesce(r.class, 'personal') as class,
    coalesce(r.direction, 'out') as direction,
    r.department as department,
    r.campaign as campaign,
    r.response as response,
    r.due_date as due_date,
    r.minutes as minutes,
    round(r.cost * r.rate, 4)::decimal(18, 4) as cost,
    r.user_id as user_id,
from rated as r
left join landscape_base.aliases as a
    on r.own_customer = a.alias_id
