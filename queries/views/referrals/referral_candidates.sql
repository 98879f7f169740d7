-- name:    referral_candidates
-- kind:    figure
-- summary: Whom to ask for a referral: content customers, the most valuable and the most successful referrers first.
-- grain:   one row per customer_id
-- source:  config, customer_facts, landscape_base.customers, customer_days, unit_of, satisfaction, complaints, aliases, referral_links, period_edge
-- kept:    candidate_rank, customer_id
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     customer or root parent
--   name             VARCHAR        text    NULL when unknown
--   status           VARCHAR        text    always existing
--   tier             VARCHAR        text    tier of the last tier_months; NULL without a line in them
--   rank             BIGINT         rank    rank among all customers
--   candidate_rank   BIGINT         rank    1 is who to ask first; equal scores share it
--   is_top           BOOLEAN        flag    fewer than a fifth of the candidates score higher
--   score            DOUBLE         money   value times success
--   value            DECIMAL(38,4)  money   the measure in the tier window; NULL below the cost coverage wanted
--   success          DOUBLE         ratio   share of past referrals that converted, drawn to that of all referrers; 1 where nobody has referred yet
--   basis            VARCHAR        text    why content: satisfaction, or growing spend where no survey was answered
--   satisfaction     DOUBLE         number  latest score, 0..10; NULL without an answer
--   growth           DECIMAL(38,4)  money   revenue of the last 12 months less that of the 12 before
--   orders           BIGINT         count   purchases ever, 3 or more
--   first_order      DATE           date    at least 180 days ago
--   referrals        BIGINT         count   referrals made so far
--   converted        BIGINT         count   of them who became customers
--   network_fit      DOUBLE         ratio   share of past referrals that stand in one of the two best tiers; NULL without one
--   owner            VARCHAR        text    customers.account_manager; NULL when unknown
--   as_of            DATE           date    last day, inclusive
-- example: select candidate_rank, name, tier, score, basis from referral_candidates where is_top order by candidate_rank
-- notes:   A candidate is an existing customer with 3 purchases or more, the first at least 180 days ago, no open complaint, and either 9 or 10 in
--   the latest survey or, where none was answered, more revenue than in the year before and no credit note in 12 months. Without revenue
--   in the year before there is no growth to see. success = (converted + p) / (referrals + 1), p the share of all referrals that converted.
with config as materialized (
    select
        c.as_of as last_day,
        c.level as grain,
        c.tier_labels[1:2] as best,
        period_edge(c.as_of, 12) as year_start,
        period_edge(c.as_of, 24) as before_start,
    from landscape_base.config(as_of := as_of, level := level) as c
),

facts as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, f.value, f.known_first, f.orders, f.owner
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

-- every account with the customer or parent that it belongs to
accounts as materialized (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

years as (
    select
        a.unit,
        coalesce(sum(cd.net) filter (where cd.day > config.year_start), 0) as net,
        coalesce(sum(cd.net) filter (where cd.day <= config.year_start), 0) as net_before,
        coalesce(sum(cd.credit_lines) filter (where cd.day > config.year_start), 0) as credits,
    from landscape_base.customer_days as cd
    cross join config
    inner join accounts as a
        on cd.customer_id = a.account
    where cd.day > config.before_start and cd.day <= config.last_day
    group by a.unit
),

answers as (
    select a.unit, s.answered_on as day, avg(s.score) as score
    from satisfaction as s
    cross join config
    left join landscape_base.aliases as al
        on s.customer_id = al.alias_id
    inner join accounts as a
        on coalesce(al.customer_id, s.customer_id) = a.account
    where s.answered_on <= config.last_day and s.score is not null
    group by a.unit, s.answered_on
),

latest as (
    select a.unit, arg_max(a.score, a.day) as score
    from answers as a
    group by a.unit
),

open_complaints as (
    select distinct a.unit
    from complaints as c
    cross join config
    left join landscape_base.aliases as al
        on c.customer_id = al.alias_id
    inner join accounts as a
        on coalesce(al.customer_id, c.customer_id) = a.account
    where c.opened_on <= config.last_day and coalesce(c.resolved_on > config.last_day, true)
),

log as materialized (
    select r.referrer_unit as unit, r.was_customer, r.converted, f.tier
    from landscape_base.referral_links(as_of := as_of, level := level) as r
    left join facts as f
        on r.customer_id = f.customer_id
),

usual as (
    select count(*) filter (where l.converted)::double / nullif(count(*) filter (where not l.was_customer), 0)::double as rate
    from log as l
),

past as (
    select
        l.unit,
        count(*) as made,
        count(*) filter (where not l.was_customer) as fresh,
        count(*) filter (where l.converted) as won,
        count(*) filter (where l.converted and list_contains(config.best, l.tier)) as best,
    from log as l
    cross join config
    where l.unit is not null
    group by l.unit
),

judged as (
    select
        f.*,
        config.last_day,
        l.score as answer,
        y.net - y.net_before as growth,
        coalesce(p.made, 0) as made,
        coalesce(p.won, 0) as won,
        p.best::double / nullif(p.made, 0)::double as fit,
        case
            when usual.rate is null then 1.0::double
            else (coalesce(p.won, 0) + usual.rate) / (coalesce(p.fresh, 0) + 1)
        end as success,
    from facts as f
    cross join config
    cross join usual
    left join years as y
        on f.customer_id = y.unit
    left join latest as l
        on f.customer_id = l.unit
    left join open_complaints as o
        on f.customer_id = o.unit
    left join past as p
        on f.customer_id = p.unit
    where f.status = 'existing' and f.orders >= 3 and config.last_day - f.known_first >= 180 and o.unit is null
        and (l.score >= 9 or (l.score is null and y.net_before > 0 and y.net > y.net_before and y.credits = 0))
),

scored as (
    select
        j.*,
        j.value::double * j.success as points,
        rank() over (order by j.value::double * j.success desc nulls last) as place,
        count(*) over () as candidates,
    from judged as j
)

select
    s.customer_id as customer_id,
    s.name as name,
    s.status as status,
    s.tier as tier,
    s.rank as rank,
    s.place as candidate_rank,
    s.points is not null and s.place - 1 < 0.2 * s.candidates as is_top,
    s.points as score,
    s.value as value,
    s.success as success,
    case when s.answer is null then 'growing spend' else 'satisfaction' end as basis,
    s.answer as satisfaction,
    s.growth::decimal(38, 4) as growth,
    s.orders as orders,
    s.known_first as first_order,
    s.made as referrals,
    s.won as converted,
    s.fit as network_fit,
    s.owner as owner,
    s.last_day as as_of,
from scored as s
order by s.place, s.customer_id
