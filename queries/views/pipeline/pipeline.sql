-- name:    pipeline
-- kind:    figure
-- summary: Open opportunities by who they are with and how far they are: amount, what it weighs by its probability, age, and how such deals went.
-- grain:   one row per status, tier and stage with an open opportunity
-- source:  basics, config, deals, deal_chances, leads, customer_facts, prospect_tier
-- needs:   opportunities
-- kept:    status, tier, stage
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   status             VARCHAR        text    existing, ex-customer or prospect
--   tier               VARCHAR        text    of a customer its tier of the last tier_months, of a prospect the tier that its estimate promises; NULL when unknown
--   stage              VARCHAR        text    NULL when unknown
--   deals              BIGINT         count   open opportunities
--   open_amount        DECIMAL(38,4)  money   sum of their amounts; NULL where none is known
--   weighted_amount    DECIMAL(38,4)  money   sum of amount x probability; NULL where none is known
--   commit_amount      DECIMAL(38,4)  money   of those with a probability of 0.9 and above; 0 without one
--   best_case_amount   DECIMAL(38,4)  money   of those with a probability of 0.5 and above; 0 without one
--   repeat_amount      DECIMAL(38,4)  money   part of open_amount that renews business that exists; 0 without it
--   overdue            BIGINT         count   of them with an expected close date up to as_of
--   median_age_days    DOUBLE         days    since they were created; NULL when unknown
--   stage_probability  DOUBLE         ratio   (won + 10 q) / (closed + 10) of the stage, q the win rate of all; NULL while no deal was closed
--   closed_deals       BIGINT         count   won or lost opportunities of the same status and stage
--   win_rate           DOUBLE         ratio   won by closed of these; NULL without one
--   as_of              DATE           date    last day, inclusive
-- example: select status, tier, stage, deals, open_amount, weighted_amount, win_rate from pipeline order by status, weighted_amount desc
-- notes:   A probability that the CRM does not give is that of the stage. The floors of tiers A and B are those of tier_floors; an estimate is that of the prospect, else
--   the yearly amounts of its open deals. Closed deals are those of parties that have the status now. Prospects and customers stand apart, as they are
--   managed.
with facts as materialized (
    select f.customer_id, f.status, f.tier, f.value_12m, f.as_of
    from landscape_base.customer_facts(as_of := as_of) as f
),

floors as (
    select
        min(f.value_12m) filter (where f.status = 'existing' and f.tier = coalesce(names.a, 'A')) as a_floor,
        min(f.value_12m) filter (where f.status = 'existing' and f.tier = coalesce(names.b, 'B')) as b_floor,
    from facts as f
    cross join (
        select
            c.tier_labels[coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1)] as a,
            c.tier_labels[coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2)] as b,
        from landscape_base.config(as_of := as_of) as c
    ) as names
),

known as (
    select l.prospect_id, l.customer_id, l.estimated_annual_revenue
    from landscape_base.leads(as_of := as_of) as l
),

history as (
    select d.opportunity_id, d.stage, d.outcome, coalesce(d.customer_id, l.customer_id) as account
    from landscape_base.deals(as_of := as_of) as d
    left join known as l
        on d.prospect_id = l.prospect_id
    where d.outcome in ('won', 'lost')
),

closed as (
    select coalesce(f.status, 'prospect') as status, h.stage, count(*) as deals, count(*) filter (where h.outcome = 'won') as won
    from history as h
    left join facts as f
        on h.account = f.customer_id
    group by coalesce(f.status, 'prospect'), h.stage
),

open_deals as (
    select
        d.*,
        coalesce(d.customer_id, l.customer_id) as account,
        coalesce(
            l.estimated_annual_revenue,
            sum(d.annual_amount) over (partition by coalesce(l.customer_id, d.customer_id, d.prospect_id))
        ) as estimate,
    from landscape_base.deal_chances(as_of := as_of) as d
    left join known as l
        on d.prospect_id = l.prospect_id
),

placed as (
    select
        o.*,
        coalesce(f.status, 'prospect') as status,
        case
            when coalesce(f.status, 'prospect') = 'prospect' then prospect_tier(o.estimate, s.a_floor, s.b_floor)
            else f.tier
        end as tier,
    from open_deals as o
    cross join floors as s
    left join facts as f
        on o.account = f.customer_id
)

select
    p.status as status,
    p.tier as tier,
    p.stage as stage,
    count(*) as deals,
    sum(p.amount)::decimal(38, 4) as open_amount,
    sum(p.amount::double * p.probability)::decimal(38, 4) as weighted_amount,
    coalesce(sum(p.amount) filter (where p.probability >= 0.9), 0)::decimal(38, 4) as commit_amount,
    coalesce(sum(p.amount) filter (where p.probability >= 0.5), 0)::decimal(38, 4) as best_case_amount,
    coalesce(sum(p.amount) filter (where p.is_repeat), 0)::decimal(38, 4) as repeat_amount,
    count(*) filter (where p.expected_close_date <= c.last_day) as overdue,
    median(p.age_days)::double as median_age_days,
    any_value(p.stage_probability) as stage_probability,
    coalesce(any_value(k.deals), 0)::bigint as closed_deals,
    any_value(k.won) / any_value(k.deals)::double as win_rate,
    c.last_day as as_of,
from placed as p
cross join (select b.last_day from landscape_base.basics(as_of := as_of) as b) as c
left join closed as k
    on p.status = k.status and p.stage is not distinct from k.stage
group by p.status, p.tier, p.stage, c.last_day
