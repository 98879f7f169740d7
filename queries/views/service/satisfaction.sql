-- name:    satisfaction
-- kind:    table_macro
-- summary: How satisfied the customers of each tier say they are, period by period (requirement B23).
-- grain:   one row per period and tier with an answer or a survey in the period
-- source:  periods, basics, ranked_spans, satisfaction, party_touches, aliases, landscape_base.customers, unit_of
-- needs:   satisfaction
-- args:
--   as_of          DATE     date    NULL            last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL            length of a period; the setting when NULL
--   years          INTEGER  number  NULL            years covered; the setting when NULL
--   campaign       VARCHAR  text    'satisfaction'  campaign of the touches that ask for an answer
-- columns:
--   period           INTEGER  number  0 is the newest
--   period_start     DATE     date    first day
--   period_end       DATE     date    last day, never after as_of
--   tier             VARCHAR  text    tier of the period; NULL for who has none in it
--   answers          BIGINT   count   answers with a score
--   customers        BIGINT   count   customers with such an answer
--   mean_score       DOUBLE   number  mean of the scores, 0 to 10; NULL without an answer
--   promoter_share   DOUBLE   ratio   answers of 9 or more divided by answers
--   detractor_share  DOUBLE   ratio   answers of 6 or less divided by answers
--   asked            BIGINT   count   customers with an outbound touch of the campaign in the period
--   response_rate    DOUBLE   ratio   those of them that answered in the period on that day or later, divided by asked; NULL when nobody was asked
--   as_of            DATE     date    last day, inclusive
-- example: select period, tier, answers, mean_score, promoter_share, detractor_share from satisfaction() order by all
-- notes:   The input table of the answers has the same name: FROM satisfaction reads the answers, FROM satisfaction() this summary, which hence is a
--   table macro without a view. Who is never ranked counts in no row.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

periods_of as materialized (
    select p.period as k, p.start_day, p.end_day
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years) as p
    where p.has_ledger
),

members as materialized (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

tiers as (
    select r.customer_id as unit_id, p.k, r.tier as tier_name
    from landscape_base.ranked_spans(
        spans := (select list({'start_day': q.start_day, 'end_day': q.end_day}) from periods_of as q), as_of := as_of
    ) as r
    inner join periods_of as p
        on r.start_day = p.start_day and r.end_day = p.end_day
    where r.kind = 'ranked'
),

given as (
    select
        p.k,
        m.unit_id,
        count(*) as n,
        sum(s.score) as total,
        count(*) filter (where s.score >= 9) as n_high,
        count(*) filter (where s.score <= 6) as n_low,
        max(s.answered_on) as answered,
    from satisfaction as s
    left join landscape_base.aliases as a
        on s.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, s.customer_id) = m.account
    inner join periods_of as p
        on s.answered_on > p.start_day and s.answered_on <= p.end_day
    where s.score is not null
    group by p.k, m.unit_id
),

requests as (
    select p.k, t.party_id as unit_id, min(t.day) as asked_on
    from landscape_base.party_touches(as_of := as_of) as t
    inner join (select distinct m.unit_id from members as m) as u
        on t.party_id = u.unit_id
    inner join periods_of as p
        on t.day > p.start_day and t.day <= p.end_day
    where t.direction = 'out' and t.party_kind = 'customer' and t.campaign = campaign
    group by p.k, t.party_id
),

heard as (
    select
        coalesce(g.k, r.k) as k,
        coalesce(g.unit_id, r.unit_id) as unit_id,
        g.n,
        g.total,
        g.n_high,
        g.n_low,
        r.asked_on is not null as was_asked,
        r.asked_on is not null and coalesce(g.answered >= r.asked_on, false) as has_answered,
    from given as g
    full join requests as r
        on g.k = r.k and g.unit_id = r.unit_id
    where exists (from satisfaction)
)

select
    h.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    t.tier_name as tier,
    coalesce(sum(h.n), 0)::bigint as answers,
    count(h.n) as customers,
    sum(h.total) / nullif(sum(h.n), 0)::double as mean_score,
    sum(h.n_high)::double / nullif(sum(h.n), 0)::double as promoter_share,
    sum(h.n_low)::double / nullif(sum(h.n), 0)::double as detractor_share,
    count(*) filter (where h.was_asked) as asked,
    count(*) filter (where h.has_answered)::double / nullif(count(*) filter (where h.was_asked), 0)::double as response_rate,
    any_value(config.last_day) as as_of,
from heard as h
cross join config
inner join periods_of as p
    on h.k = p.k
left join tiers as t
    on h.k = t.k and h.unit_id = t.unit_id
group by h.k, p.start_day, p.end_day, t.tier_name
order by h.k, t.tier_name
