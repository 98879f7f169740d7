-- name:    deal_months
-- kind:    base_table_macro
-- summary: The months in which open opportunities may be won, with the chance of each.
-- grain:   one row per open opportunity and month with a chance above 0
-- source:  basics, deals, deal_chances, whole_months_to
-- args:
--   months  INTEGER  months  required  months ahead, the month under way included
--   as_of   DATE     date    NULL      last day, inclusive; the setting when NULL
-- columns:
--   opportunity_id  VARCHAR        key     never NULL
--   customer_id     VARCHAR        key     canonical customer; NULL for a prospect's
--   prospect_id     VARCHAR        key     NULL for a customer's
--   stage           VARCHAR        text    NULL when unknown
--   amount          DECIMAL(18,4)  money   never NULL
--   is_repeat       BOOLEAN        flag    renewal of business that exists
--   ahead           INTEGER        number  1 for the month after the last whole one
--   chance          DOUBLE         ratio   probability to be won in that month
-- notes:   A deal is won with its whole probability in the month of its expected close. One whose date has passed or that has none is spread over the months as won
--   deals of its age closed: P(close within d | open at age a) = (F(a+d) - F(a)) / (1 - F(a)), F the shares of won deals by their days from creation to close.
--   One older than any that was won has no chance; while no deal was won, its month is the first. Deals without an amount or probability are left out.
with config as materialized (
    select b.last_day, landscape_base.whole_months_to(b.last_day) as whole_to
    from landscape_base.basics(as_of := as_of) as b
),

open_deals as materialized (
    select
        c.*,
        case
            when c.expected_close_date > config.last_day then date_diff('month', config.whole_to + 1, c.expected_close_date) + 1
        end as close_ahead,
    from landscape_base.deal_chances(as_of := as_of) as c
    cross join config
    where c.amount is not null and c.probability > 0
),

won as materialized (
    select d.days, sum(d.deals) over (order by d.days) as closed_by
    from (
        select (d.closed_date - d.created_date)::integer as days, count(*) as deals
        from landscape_base.deals(as_of := as_of) as d
        where d.outcome = 'won' and d.closed_date >= d.created_date
        group by d.closed_date - d.created_date
    ) as d
),

all_won as (
    select max(w.closed_by) as deals
    from won as w
),

-- how many of the won deals had closed by the age that an open one has at the end of each month, 0 for now
ages as (
    select
        o.opportunity_id,
        n.ahead,
        coalesce(o.age_days, 0)
            + case when n.ahead = 0 then 0 else last_day((config.whole_to + 1 + to_months((n.ahead - 1)::integer))::date) - config.last_day end as age,
    from open_deals as o
    cross join config
    cross join range(0, months + 1) as n(ahead)
    where o.close_ahead is null
),

reached as (
    select a.opportunity_id, a.ahead, coalesce(w.closed_by, 0) as closed_by
    from ages as a
    asof left join won as w
        on a.age >= w.days
),

slipped as (
    select
        r.opportunity_id,
        r.ahead,
        (r.closed_by - lag(r.closed_by) over of_deal) / nullif(t.deals - first(r.closed_by) over of_deal, 0)::double as share,
    from reached as r
    cross join all_won as t
    window of_deal as (partition by r.opportunity_id order by r.ahead)
)

select
    o.opportunity_id as opportunity_id,
    o.customer_id as customer_id,
    o.prospect_id as prospect_id,
    o.stage as stage,
    o.amount as amount,
    o.is_repeat as is_repeat,
    m.ahead::integer as ahead,
    o.probability * m.share as chance,
from open_deals as o
inner join (
    select c.opportunity_id, c.close_ahead as ahead, 1.0 as share
    from open_deals as c
    where c.close_ahead <= months
    union all
    select s.opportunity_id, s.ahead, s.share
    from slipped as s
    where s.ahead > 0
    union all
    select c.opportunity_id, 1, 1.0
    from open_deals as c
    cross join all_won as t
    where c.close_ahead is null and t.deals is null
) as m
    on o.opportunity_id = m.opportunity_id and m.share > 0
