-- name:    referral_asks_due
-- kind:    figure
-- summary: Which candidates to ask for a referral now: those not asked in 12 months, and those who said later and whose day has come.
-- grain:   one row per customer_id
-- source:  basics, referral_candidates, touch_log, touches, landscape_base.customers, unit_of, period_edge
-- kept:    candidate_rank, customer_id
-- needs:   touches
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    customer or root parent
--   name            VARCHAR        text   NULL when unknown
--   status          VARCHAR        text   always existing
--   tier            VARCHAR        text   NULL without one
--   rank            BIGINT         rank   rank among all customers
--   candidate_rank  BIGINT         rank   as in referral_candidates; the order in which to ask
--   is_top          BOOLEAN        flag   as in referral_candidates
--   score           DOUBLE         money  as in referral_candidates
--   reason          VARCHAR        text   never asked, asked over a year ago, or asked to come back
--   last_ask        DATE           date   last outbound touch of campaign referral_ask; NULL without one
--   due_since       DATE           date   the day to come back, or 12 months after last_ask; NULL when never asked
--   owner           VARCHAR        text   customers.account_manager; NULL when unknown
--   as_of           DATE           date   last day, inclusive
-- example: select candidate_rank, name, reason, due_since, owner from referral_asks_due order by candidate_rank
-- notes:   Read from touches of the campaign referral_ask. An answer later holds until the next outbound ask. 12 months are ours.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

candidates as materialized (
    select c.*
    from referral_candidates(as_of := as_of, level := level) as c
),

asks as materialized (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit,
        t.touched_at,
        t.day,
        t.direction,
        t.response,
        t.due_date,
    from landscape_base.touch_log(as_of := as_of) as t
    inner join landscape_base.customers as cu
        on t.customer_id = cu.customer_id
    cross join config
    where t.campaign = 'referral_ask'
),

asked as (
    select a.unit, max(a.day) filter (where a.direction = 'out') as last_day, max(a.touched_at) filter (where a.direction = 'out') as last_at
    from asks as a
    group by a.unit
),

later as (
    select a.unit, max(a.due_date) as due_day
    from asks as a
    inner join asked as l
        on a.unit = l.unit
    where a.response = 'later' and a.due_date is not null and coalesce(a.touched_at >= l.last_at, true)
    group by a.unit
),

judged as (
    select
        c.*,
        a.last_day as asked_on,
        case
            when l.due_day <= config.last_day then 'asked to come back'
            when a.last_day is null then 'never asked'
            when a.last_day <= period_edge(config.last_day, 12) then 'asked over a year ago'
        end as reason,
        l.due_day,
    from candidates as c
    cross join config
    left join asked as a
        on c.customer_id = a.unit
    left join later as l
        on c.customer_id = l.unit
    where exists (select 1 from main.touches)
)

select
    j.customer_id as customer_id,
    j.name as name,
    j.status as status,
    j.tier as tier,
    j.rank as rank,
    j.candidate_rank as candidate_rank,
    j.is_top as is_top,
    j.score as score,
    j.reason as reason,
    j.asked_on as last_ask,
    case j.reason when 'asked to come back' then j.due_day when 'asked over a year ago' then period_edge(j.asked_on, -12) end as due_since,
    j.owner as owner,
    j.as_of as as_of,
from judged as j
where j.reason is not null
order by j.candidate_rank, j.customer_id
