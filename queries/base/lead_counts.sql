-- name:    lead_counts
-- kind:    base_table_macro
-- summary: Leads created and converted, and opportunities won and lost, by period (requirement C13).
-- grain:   one row per period
-- source:  periods, prospects, opportunities, fx_rates, ledger_state
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period           INTEGER        number  0 is the newest
--   leads_created    BIGINT         count   prospects created; NULL when the table prospects is empty
--   leads_converted  BIGINT         count   prospects converted; NULL when the table prospects is empty
--   won              BIGINT         count   opportunities won; NULL when the table opportunities is empty
--   lost             BIGINT         count   opportunities lost; NULL when the table opportunities is empty
--   won_value        DECIMAL(38,4)  money   amount of those won in base currency; those without an exchange rate do not count
with periods_of as materialized (
    select p.period as k, p.start_day, p.end_day
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
),

closed as (
    select
        o.outcome,
        o.closed_date as day,
        case
            when o.currency is null or o.currency = ls.base_currency then o.amount
            when o.closed_date - f.rate_date <= coalesce((ls.refreshed_settings ->> 'fx_max_age_days')::integer, 31)
                then round(o.amount * f.to_base, 4)
        end as amount,
    from opportunities as o
    cross join landscape_base.ledger_state as ls
    asof left join fx_rates as f
        on o.currency = f.currency and o.closed_date >= f.rate_date
    where o.outcome in ('won', 'lost') and o.closed_date is not null
),

deals as (
    select
        p.k,
        count(*) filter (where c.outcome = 'won') as won,
        count(*) filter (where c.outcome = 'lost') as lost,
        sum(c.amount) filter (where c.outcome = 'won') as won_amount,
    from periods_of as p
    inner join closed as c
        on c.day > p.start_day and c.day <= p.end_day
    group by p.k
),

leads as (
    select
        p.k,
        count(*) filter (where l.created_date > p.start_day and l.created_date <= p.end_day) as created,
        count(*) filter (where l.converted_date > p.start_day and l.converted_date <= p.end_day) as converted,
    from periods_of as p
    cross join prospects as l
    group by p.k
),

filled as (
    select count(*) > 0 as has_deals
    from (select o.opportunity_id from opportunities as o limit 1) as found
)

select
    p.k as period,
    l.created as leads_created,
    l.converted as leads_converted,
    case when filled.has_deals then coalesce(d.won, 0) end as won,
    case when filled.has_deals then coalesce(d.lost, 0) end as lost,
    (case when filled.has_deals then coalesce(d.won_amount, 0) end)::decimal(38, 4) as won_value,
from periods_of as p
cross join filled
left join deals as d
    on p.k = d.k
left join leads as l
    on p.k = l.k
