-- name:    deal_chances
-- kind:    base_table_macro
-- summary: Open opportunities with the probability to win them: as given, else as deals of their stage went.
-- grain:   one row per open opportunity
-- source:  basics, deals
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   opportunity_id       VARCHAR        key    never NULL
--   customer_id          VARCHAR        key    canonical customer; NULL for a prospect's
--   prospect_id          VARCHAR        key    NULL for a customer's
--   stage                VARCHAR        text   NULL when unknown
--   amount               DECIMAL(18,4)  money  NULL when unknown
--   annual_amount        DECIMAL(18,4)  money  NULL when unknown
--   is_repeat            BOOLEAN        flag   renewal of business that exists
--   age_days             INTEGER        days   since it was created; NULL when unknown
--   expected_close_date  DATE           date   NULL when unknown
--   probability          DOUBLE         ratio  0 to 1; NULL where none is given and no deal was closed yet
--   stage_probability    DOUBLE         ratio  (won + 10 q) / (closed + 10) of the stage, q the win rate of all; NULL while no deal was closed
-- notes:   Of a closed deal the last stage alone is known, so that it counts there and not in the stages it went through. Without a closed deal of its own a
--   stage has the win rate of all.
with history as materialized (
    select d.*
    from landscape_base.deals(as_of := as_of) as d
),

stages as (
    select h.stage, count(*) filter (where h.outcome = 'won') as won, count(*) as closed
    from history as h
    where h.outcome in ('won', 'lost')
    group by h.stage
),

overall as (
    select sum(s.won) / nullif(sum(s.closed), 0)::double as win_rate
    from stages as s
),

open_deals as (
    select
        h.*,
        b.last_day,
        (coalesce(s.won, 0) + 10 * o.win_rate) / (coalesce(s.closed, 0) + 10)::double as by_stage,
    from history as h
    cross join landscape_base.basics(as_of := as_of) as b
    cross join overall as o
    left join stages as s
        on h.stage = s.stage
    where h.outcome = 'open'
)

select
    d.opportunity_id as opportunity_id,
    d.customer_id as customer_id,
    d.prospect_id as prospect_id,
    d.stage as stage,
    d.amount as amount,
    d.annual_amount as annual_amount,
    d.is_repeat as is_repeat,
    (d.last_day - d.created_date)::integer as age_days,
    d.expected_close_date as expected_close_date,
    case when d.probability is null then d.by_stage else greatest(0, least(1, d.probability)) end as probability,
    d.by_stage as stage_probability,
from open_deals as d
