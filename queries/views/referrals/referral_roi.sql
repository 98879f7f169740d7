-- name:    referral_roi
-- kind:    figure
-- summary: What referred customers earned in a period, and what rewards and the programme cost.
-- grain:   one row per period
-- source:  config, periods, referral_links, customer_days, touch_log
-- needs:   referrals
-- kept:    period
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period                 INTEGER        number  0 is the newest
--   period_start           DATE           date    first day
--   period_end             DATE           date    last day, never after as_of
--   referrals              BIGINT         count   referrals made in the period
--   new_customers          BIGINT         count   customers that referrals brought in the period
--   referred_customers     BIGINT         count   referred customers with a line in the period, whenever they came
--   revenue                DECIMAL(38,4)  money   of referred customers in the period, from the referral on
--   profit                 DECIMAL(38,4)  money   the same less cost of goods; NULL below the cost coverage wanted
--   cost_coverage          DOUBLE         ratio   value of these lines with a cost divided by their value; NULL without a line
--   reward_cost            DECIMAL(38,4)  money   rewards of the referrals of the period
--   programme_cost         DECIMAL(38,4)  money   touches of the campaigns referral_ask and referral_thanks in the period
--   return_on_investment   DOUBLE         ratio   (profit - reward_cost - programme_cost) / (reward_cost + programme_cost); NULL without a cost
--   revenue_share          DOUBLE         ratio   revenue divided by that of the ledger in the period; NULL without revenue
--   reason                 VARCHAR        text    cost_coverage where profit is NULL for it
--   is_partial             BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, profit, reward_cost, programme_cost, return_on_investment from referral_roi order by period
-- notes:   A customer counts once, for the earliest referral that names it, and with its lines from that day on; who had bought before was not
--   brought. Profit of customers won earlier counts in the period in which it is made, its reward in the period of the referral: read
--   several periods together. Further costs of the programme count when they are loaded as touches of these campaigns.
with config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config(as_of := as_of) as c
),

spans as materialized (
    select p.period as k, p.start_day, p.end_day, p.is_partial as partial
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

log as materialized (
    select r.referral_date, r.reward_cost, r.customer_id, r.converted, r.converted_date, r.is_first
    from landscape_base.referral_links(as_of := as_of, level := 'customer') as r
),

brought as materialized (
    select l.customer_id, min(coalesce(l.referral_date, date '0001-01-01')) as from_day
    from log as l
    where l.converted and l.customer_id is not null
    group by l.customer_id
),

made as (
    select
        s.k,
        count(*) filter (where l.referral_date > s.start_day and l.referral_date <= s.end_day) as referrals,
        sum(l.reward_cost) filter (where l.referral_date > s.start_day and l.referral_date <= s.end_day) as rewards,
        count(*) filter (where l.converted and l.is_first and l.converted_date > s.start_day and l.converted_date <= s.end_day) as fresh,
    from spans as s
    cross join log as l
    group by s.k
),

all_days as (
    select cd.day, sum(cd.net) as net
    from landscape_base.customer_days as cd
    group by cd.day
),

ledger as (
    select s.k, sum(d.net) as net
    from spans as s
    inner join all_days as d
        on d.day > s.start_day and d.day <= s.end_day
    group by s.k
),

-- days first: a join by ranges would look at every line once for each period
referred_days as materialized (
    select cd.customer_id, cd.day, cd.net, cd.net_costed, cd.cost, cd.net_abs, cd.net_abs_costed
    from landscape_base.customer_days as cd
    inner join brought as b
        on cd.customer_id = b.customer_id
    where cd.day >= b.from_day
),

earned as (
    select
        s.k,
        count(distinct d.customer_id) as customers,
        sum(d.net) as net,
        sum(d.net_costed) - sum(d.cost) as profit,
        sum(d.net_abs_costed)::double / nullif(sum(d.net_abs), 0)::double as coverage,
    from spans as s
    inner join referred_days as d
        on d.day > s.start_day and d.day <= s.end_day
    group by s.k
),

programme as (
    select s.k, sum(t.cost) as cost
    from spans as s
    inner join (
        select u.day, u.cost
        from landscape_base.touch_log(as_of := as_of) as u
        where u.campaign in ('referral_ask', 'referral_thanks')
    ) as t
        on t.day > s.start_day and t.day <= s.end_day
    group by s.k
),

joined as (
    select
        s.k,
        s.start_day,
        s.end_day,
        s.partial,
        m.referrals,
        m.fresh,
        coalesce(e.customers, 0) as customers,
        coalesce(e.net, 0) as net,
        case when e.k is null then 0 when e.coverage >= config.needed or e.coverage is null then e.profit end as profit,
        e.coverage,
        coalesce(m.rewards, 0) as rewards,
        coalesce(p.cost, 0) as programme,
        l.net as ledger_net,
    from spans as s
    cross join config
    inner join made as m
        on s.k = m.k
    left join earned as e
        on s.k = e.k
    left join programme as p
        on s.k = p.k
    left join ledger as l
        on s.k = l.k
)

select
    j.k as period,
    j.start_day + 1 as period_start,
    j.end_day as period_end,
    j.referrals as referrals,
    j.fresh as new_customers,
    j.customers as referred_customers,
    j.net::decimal(38, 4) as revenue,
    j.profit::decimal(38, 4) as profit,
    j.coverage as cost_coverage,
    j.rewards::decimal(38, 4) as reward_cost,
    j.programme::decimal(38, 4) as programme_cost,
    (j.profit - j.rewards - j.programme)::double / nullif(j.rewards + j.programme, 0)::double as return_on_investment,
    j.net::double / nullif(j.ledger_net, 0)::double as revenue_share,
    case when j.profit is null then 'cost_coverage' end as reason,
    j.partial as is_partial,
from joined as j
order by j.k
