-- name:    benchmarks
-- kind:    figure
-- summary: What our sources claim of businesses in general, each claim beside what these data say.
-- grain:   one row per key, seed and position
-- source:  benchmark_claims, config, thresholds, pareto_test, reactivation_case, churn_reason_mix, effort_ratio, silent_dissatisfied, customer_facts, referral_links, touch_log, customers, touches, satisfaction, tier_focus, referral_multiplier, period_edge
-- kept:    key, seed, position
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   key         VARCHAR  key     what the claim is about
--   seed        VARCHAR  key     the source: A to E
--   position    INTEGER  rank    order within key and seed, from 1
--   claim       VARCHAR  text    in words
--   low         DOUBLE   number  least value claimed; NULL where the claim names no number
--   high        DOUBLE   number  greatest value claimed; equals low when the claim is one number
--   unit        VARCHAR  text    ratio, count, days, weeks, months, years or number: of low, high and your_value
--   your_value  DOUBLE   number  the same of these data; NULL where they do not say, and where the claim is a definition
--   your_n      BIGINT   count   customers, records, touches or referrals that your_value rests on; NULL without it
--   view        VARCHAR  text    where to look closer
--   as_of       DATE     date    last day, inclusive
-- example: select key, seed, low, high, your_value, your_n, view from benchmarks where your_value is not null
-- notes:   Claims are tested here and never used in a computation. Where a claim is about how to work (window_years, focus_period, tiers, active_days,
--   nonactive_years), your_value is what the settings or your lists say. customer_types and prospect_floors count what is in use;
--   referral_doubles is 1 + converted referrals by customer with 12 months' tenure; referral_goal the growth of the last ten weeks over the ten before;
--   silent the customers who bought less without a word among those and the ones who complained; referral_top the customers whose latest
--   answer is 9 or 10; weekly_mail the mean time between bulk touches of a customer of the last tier who gets any. It reads many views and takes
--   as long as all of them.
with config as materialized (
    select
        c.as_of as last_day,
        c.years,
        c.tier_labels,
        period_edge(c.as_of, 12) as year_start,
    from landscape_base.config(as_of := as_of) as c
),

limits as (
    select t.active_days, t.nonactive_to
    from landscape_base.thresholds() as t
),

pareto as materialized (
    select p.*
    from pareto_test(as_of := as_of, years := 1) as p
    where p.period = 0 and p.customers > 0
),

returned as (
    select sum(r.reactivated)::double / nullif(sum(r.past_customers), 0)::double as part, sum(r.past_customers) as n
    from reactivation_case(as_of := as_of) as r
),

reasons as materialized (
    select r.reason, r.records, r.share, r.total
    from churn_reason_mix(as_of := as_of) as r
    where r.position > 0
),

effort as (
    select e.effort_ratio as times
    from effort_ratio(as_of := as_of, years := 1) as e
    where e.period = 0
),

silent as (
    select s.quiet_drop_customers as quiet, s.quiet_drop_customers + s.complaining as both_kinds
    from silent_dissatisfied(as_of := as_of) as s
),

facts as materialized (
    select f.customer_id, f.status, f.tier, f.known_first
    from landscape_base.customer_facts(as_of := as_of) as f
),

people as materialized (
    select
        count(*) as everybody,
        count(distinct f.status) as statuses,
        count(f.tier) as ranked,
        count(*) filter (where f.tier = config.tier_labels[1]) as first_tier,
        count(distinct f.tier) filter (where f.status = 'existing' and list_contains(config.tier_labels[1:2], f.tier)) as floors,
        count(*) filter (where f.known_first <= config.year_start) as tenured,
    from facts as f
    cross join config
),

links as materialized (
    select
        count(*) as made,
        count(*) filter (where r.converted) as won,
        count(*) filter (where r.converted and r.is_first and config.last_day - r.converted_date < 70) as lately,
        count(*) filter (where r.converted and r.is_first and config.last_day - r.converted_date between 70 and 139) as before,
    from landscape_base.referral_links(as_of := as_of) as r
    cross join config
),

mailed as (
    select count(*) as mails, count(distinct t.customer_id) as receivers
    from landscape_base.touch_log(as_of := as_of) as t
    cross join config
    where t.class = 'bulk' and t.direction = 'out' and t.day > config.last_day - 365
        and t.customer_id in (select f.customer_id from facts as f cross join config as c where f.tier = c.tier_labels[-1])
),

personas as (
    select count(distinct c.persona) as kinds, count(c.persona) as known
    from customers as c
),

answers as (
    select count(distinct t.response) as kinds, count(t.response) as known
    from main.touches as t
    cross join config
    where t.touched_at::date <= config.last_day
),

surveyed as (
    select count(*) filter (where s.latest >= 9) as content, count(*) as known
    from (
        select arg_max(s.score, s.answered_on) as latest
        from main.satisfaction as s
        cross join config
        where s.answered_on <= config.last_day and s.score is not null
        group by s.customer_id
    ) as s
),

pursued as (
    select
        avg(coalesce(t.focus_until, period_edge(t.focus_started, -6)) - t.focus_started) / 30.4375 as months,
        count(*) as known,
    from tier_focus as t
    cross join config
    where t.focus_started <= config.last_day
),

own as (
    select 'top20_share' as measure, p.top20_share as amount, p.customers as n from pareto as p
    union all
    select 'top30_share', p.top30_share, p.customers from pareto as p
    union all
    select 'pct_customers_for_80', p.pct_customers_for_80, p.customers from pareto as p
    union all
    select 'pct_customers_for_70', p.pct_customers_for_70, p.customers from pareto as p
    union all
    select 'tail_share', p.tail_share, p.customers from pareto as p
    union all
    select 'customers', p.customers, p.customers from pareto as p
    union all
    select 'first_tier', p.first_tier, p.ranked from people as p
    union all
    select 'statuses', p.statuses, p.everybody from people as p
    union all
    select 'floors', p.floors, p.ranked from people as p
    union all
    select 'reason_' || r.reason, r.share, r.total from reasons as r
    union all
    select
        'reason_published',
        sum(r.records) filter (where r.reason not in ('competitor', 'other')) / nullif(any_value(r.total), 0)::double,
        any_value(r.total),
    from reasons as r
    union all
    select 'effort_ratio', e.times, null from effort as e
    union all
    select 'silent', s.quiet / nullif(s.both_kinds, 0)::double, s.both_kinds from silent as s
    union all
    select 'reactivation', r.part, r.n from returned as r
    union all
    select 'referral_multiplier', referral_multiplier(l.won / nullif(p.tenured, 0)::double), p.tenured
    from links as l
    cross join people as p
    where l.made > 0
    union all
    select 'referral_growth', l.lately / nullif(l.before, 0)::double - 1, l.before from links as l
    union all
    select 'ecstatic', s.content / nullif(s.known, 0)::double, s.known from surveyed as s
    union all
    select 'mail_days', 365 * m.receivers / nullif(m.mails, 0)::double, m.mails from mailed as m
    union all
    select 'personas', p.kinds, p.known from personas as p
    union all
    select 'responses', a.kinds, a.known from answers as a
    union all
    select 'focus_months', p.months, p.known from pursued as p
    union all
    select 'years', config.years, null from config
    union all
    select 'tiers', len(config.tier_labels), null from config
    union all
    select 'active_days', l.active_days, null from limits as l
    union all
    select 'nonactive_years', l.nonactive_to / 365.0, null from limits as l
)

select
    c.key as key,
    c.seed as seed,
    c.position as position,
    c.claim as claim,
    c.low as low,
    c.high as high,
    c.unit as unit,
    case when coalesce(o.n > 0, true) then o.amount end::double as your_value,
    case when o.n > 0 and o.amount is not null then o.n end::bigint as your_n,
    c.view as view,
    config.last_day as as_of,
from landscape_base.benchmark_claims as c
cross join config
left join own as o
    on c.measure = o.measure
order by c.key, c.seed, c.position
