-- name:    reactivation_case
-- kind:    figure
-- summary: What winning ex-customers back may bring: the share of them that came back in earlier years, and what those of today were worth.
-- grain:   one row per former_tier and silent_for
-- source:  config, customer_years, past_returns, ex_customers, period_edge, wilson_lo, wilson_hi
-- kept:    former_tier, silent_for
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   years    INTEGER  number  NULL  how many past yearly edges are looked at; the setting when NULL
--   measure  VARCHAR  text    NULL  of the tiers: revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   former_tier         VARCHAR        key    tier of the last year in which it bought; NULL for who only returned goods
--   silent_for          VARCHAR        key    time since the last purchase: under 1 year, 1 to 2 years, 2 to 3 years, over 3 years; NULL likewise
--   past_customers      BIGINT         count  ex-customers at the past edges, each edge counted by itself
--   reactivated         BIGINT         count  of them with a purchase in the 12 months after the edge
--   own_rate            DOUBLE         ratio  reactivated by past_customers; NULL without any
--   own_rate_low        DOUBLE         ratio  lower end of its 95 % interval by Wilson
--   own_rate_high       DOUBLE         ratio  upper end
--   dormant_customers   BIGINT         count  ex-customers at as_of
--   former_value        DECIMAL(38,4)  money  what they were worth in their last active 12 months
--   expected_value      DECIMAL(38,4)  money  own_rate x former_value; NULL without a rate
--   benchmark_low       DECIMAL(38,4)  money  0.25 x former_value
--   benchmark_high      DECIMAL(38,4)  money  0.60 x former_value
--   benchmark_note      VARCHAR        text   upper bound, benchmark: the claim that 25 to 60 % of the dormant are receptive
--   edges               BIGINT         count  past yearly edges at which the ledger knows of ex-customers
--   as_of               DATE           date   last day, inclusive
-- example: select former_tier, silent_for, own_rate, past_customers, former_value, expected_value from reactivation_case order by former_tier, silent_for
-- notes:   The edges lie 12, 24, ... months before as_of, so that the 12 months after each have passed. Past states are taken as known at
--   as_of, and from purchases alone. expected_value takes back all of the former value for each who comes back, for a year: an upper
--   bound too, on a rate of one's own. At 10 million lines it takes some 9 seconds of processor time, most of it to rank every year.
with config as materialized (
    select c.as_of as last_day, c.years as depth
    from landscape_base.config(as_of := as_of, years := years) as c
),

edges as materialized (
    select
        k::integer as years_ago,
        period_edge(config.last_day, (12 * k + 12)::integer) as one_year,
        period_edge(config.last_day, (12 * k + 24)::integer) as two_years,
        period_edge(config.last_day, (12 * k + 36)::integer) as three_years,
    from config, range(0, 100) as ages(k)
    where k <= config.depth
),

ranked as materialized (
    select y.customer_id, y.years_ago, y.tier
    from landscape_base.customer_years(as_of := as_of, measure := measure, level := level) as y
),

past as (
    select
        s.customer_id as unit_id,
        s.years_ago,
        s.came_back,
        case
            when s.last_order > e.one_year then 'under 1 year'
            when s.last_order > e.two_years then '1 to 2 years'
            when s.last_order > e.three_years then '2 to 3 years'
            else 'over 3 years'
        end as silence,
        arg_min_null(r.tier, r.years_ago) as tier,
    from landscape_base.past_returns(as_of := as_of, years := years, level := level) as s
    inner join edges as e
        on s.years_ago = e.years_ago
    left join ranked as r
        on s.customer_id = r.customer_id and r.years_ago >= s.years_ago
    group by all
),

rates as (
    select p.tier, p.silence, count(*) as n, count(*) filter (where p.came_back) as back
    from past as p
    group by p.tier, p.silence
),

dormant_now as (
    select x.customer_id, x.last_order, x.former_value, arg_min_null(r.tier, r.years_ago) as tier
    from landscape_base.ex_customers(as_of := as_of, level := level) as x
    left join ranked as r
        on x.customer_id = r.customer_id
    group by x.customer_id, x.last_order, x.former_value
),

now as (
    select
        d.tier,
        case
            when d.last_order > e.one_year then 'under 1 year'
            when d.last_order > e.two_years then '1 to 2 years'
            when d.last_order > e.three_years then '2 to 3 years'
            when d.last_order is not null then 'over 3 years'
        end as silence,
        count(*) as n,
        sum(d.former_value) as amount,
    from dormant_now as d
    cross join edges as e
    where e.years_ago = 0
    group by all
)

select
    coalesce(n.tier, r.tier) as former_tier,
    coalesce(n.silence, r.silence) as silent_for,
    coalesce(r.n, 0)::bigint as past_customers,
    coalesce(r.back, 0)::bigint as reactivated,
    r.back::double / nullif(r.n, 0) as own_rate,
    wilson_lo(r.back, r.n) as own_rate_low,
    wilson_hi(r.back, r.n) as own_rate_high,
    coalesce(n.n, 0)::bigint as dormant_customers,
    coalesce(n.amount, 0)::decimal(38, 4) as former_value,
    (r.back::double / nullif(r.n, 0) * coalesce(n.amount, 0)::double)::decimal(38, 4) as expected_value,
    (coalesce(n.amount, 0)::double * 0.25)::decimal(38, 4) as benchmark_low,
    (coalesce(n.amount, 0)::double * 0.60)::decimal(38, 4) as benchmark_high,
    'upper bound, benchmark' as benchmark_note,
    (select count(distinct p.years_ago) from past as p)::bigint as edges,
    config.last_day as as_of,
from now as n
full join rates as r
    on n.tier is not distinct from r.tier and n.silence is not distinct from r.silence
cross join config
