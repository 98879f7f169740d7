-- name:    lead_counts
-- kind:    base_table_macro
-- summary: Leads created and converted, and opportunities won and lost, by period (requirement C13).
-- grain:   one row per period
-- source:  periods, prospects, opportunities, deals
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
        p.k,
        count(*) filter (where d.outcome = 'won') as won,
        count(*) filter (where d.outcome = 'lost') as lost,
        sum(d.amount) filter (where d.outcome = 'won') as won_amount,
    from periods_of as p
    inner join landscape_base.deals(as_of := as_of) as d
        on d.closed_date > p.start_day and d.closed_date <= p.end_day
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
left join closed as d
    on p.k = d.k
left join leads as l
    on p.k = l.k
