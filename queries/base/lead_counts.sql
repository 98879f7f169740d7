-- name:    lead_counts
-- kind:    base_table_macro
-- summary: Leads created and converted, and opportunities won and lost, by period (requirement C13).
-- grain:   one row per period
-- source:  prospects, opportunities, deals
-- args:
--   periods  VARCHAR  text  required  name of a table expression with the columns of periods
--   as_of    DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   period           INTEGER        number  0 is the newest
--   leads_created    BIGINT         count   prospects created; NULL when the table prospects is empty
--   leads_converted  BIGINT         count   prospects converted; NULL when the table prospects is empty
--   won              BIGINT         count   opportunities won; NULL when the table opportunities is empty
--   lost             BIGINT         count   opportunities lost; NULL when the table opportunities is empty
--   won_value        DECIMAL(38,4)  money   amount of those won in base currency; those without an exchange rate do not count
with closed as (
    select
        p.period as k,
        count(*) filter (where d.outcome = 'won') as won,
        count(*) filter (where d.outcome = 'lost') as lost,
        sum(d.amount) filter (where d.outcome = 'won') as won_amount,
    from query_table(periods) as p
    inner join landscape_base.deals(as_of := as_of) as d
        on d.closed_date > p.start_day and d.closed_date <= p.end_day
    group by p.period
),

leads as (
    select
        p.period as k,
        count(*) filter (where l.created_date > p.start_day and l.created_date <= p.end_day) as created,
        count(*) filter (where l.converted_date > p.start_day and l.converted_date <= p.end_day) as converted,
    from query_table(periods) as p
    cross join prospects as l
    group by p.period
),

filled as (
    select count(*) > 0 as has_deals
    from (select o.opportunity_id from opportunities as o limit 1) as found
)

select
    p.period as period,
    l.created as leads_created,
    l.converted as leads_converted,
    case when filled.has_deals then coalesce(d.won, 0) end as won,
    case when filled.has_deals then coalesce(d.lost, 0) end as lost,
    (case when filled.has_deals then coalesce(d.won_amount, 0) end)::decimal(38, 4) as won_value,
from query_table(periods) as p
cross join filled
left join closed as d
    on p.period = d.k
left join leads as l
    on p.period = l.k
