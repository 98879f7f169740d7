-- name:    new_customer_outcome
-- kind:    figure
-- summary: Do new customers become great repeat customers or one-offs: how many order again and how soon, and what they are worth later.
-- grain:   one row per cohort of first purchases
-- source:  config, lifetimes, customer_years, day_facts, landscape_base.customers, unit_of, cohort_grain, cohort_label, month_edge, wilson_lo, wilson_hi
-- kept:    cohort
-- args:
--   grain  VARCHAR  text  'quarter'  month, quarter or year of the first purchase
--   as_of  DATE     date  NULL       last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL       customer or parent; the setting when NULL
-- columns:
--   cohort               VARCHAR        key    period of the first purchase
--   customers            BIGINT         count  customers whose first purchase lies in it
--   reordered            BIGINT         count  of them with a second day with a purchase by as_of
--   eligible_90          BIGINT         count  customers whose 90 days have passed
--   reorder_rate_90      DOUBLE         ratio  of them who ordered again within 90 days; NULL when nobody is eligible
--   reorder_low_90       DOUBLE         ratio  lower end of the 95 % interval by Wilson
--   reorder_high_90      DOUBLE         ratio  upper end
--   eligible_180         BIGINT         count  customers whose 180 days have passed
--   reorder_rate_180     DOUBLE         ratio  of them who ordered again within 180 days
--   eligible_365         BIGINT         count  customers whose 365 days have passed
--   reorder_rate_365     DOUBLE         ratio  of them who ordered again within 365 days
--   km_reorder_365       DOUBLE         ratio  the same by Kaplan and Meier over all of the cohort; NULL when nobody was followed for so long
--   km_median_days       INTEGER        days   days after which half have ordered again, by Kaplan and Meier; NULL when it has not come to that
--   eligible_24m         BIGINT         count  customers whose 24 months have passed
--   year1_revenue        DECIMAL(38,4)  money  revenue of their first 12 months, the first order included
--   year2_revenue        DECIMAL(38,4)  money  revenue of the 12 months after
--   year2_ratio          DOUBLE         ratio  year2_revenue by year1_revenue
--   reached_upper_share  DOUBLE         ratio  share of eligible_24m that reached a tier above the lowest (B or A) within 24 months
--   as_of                DATE           date   last day, inclusive
-- example: select cohort, customers, reorder_rate_90, km_reorder_365, year2_ratio, reached_upper_share from new_customer_outcome(grain := 'year') order by cohort
-- notes:   Customers that may have come before the ledger are in no cohort. Tiers are those of the years that end 0, 12, 24, ... months before
--   as_of, all customers ranked together; a customer has reached one if such a year ends within 24 months of its first purchase.
with config as materialized (
    select c.as_of as last_day, c.level as unit_level, c.tier_labels[-1] as lowest, landscape_base.cohort_grain(grain) as months
    from landscape_base.config(as_of := as_of, level := level) as c
),

lives as materialized (
    select
        l.customer_id,
        l.first_order,
        l.event_on - l.first_order as days_to_second,
        coalesce(l.event_on, l.last_day) - l.first_order as lasted,
        l.last_day - l.first_order as age,
        (l.first_order + to_months(12))::date as year_2,
        (l.first_order + to_months(24))::date as year_3,
        (year(l.first_order) * 12 + month(l.first_order) - 1) // config.months as no,
    from landscape_base.lifetimes('second_order', as_of := as_of, level := level) as l
    cross join config
),

counted as (
    select l.no, l.lasted, count(l.days_to_second) as events, count(*) as leaving
    from lives as l
    group by l.no, l.lasted
),

estimated as (
    select
        c.no,
        c.lasted,
        product(1 - c.events::double / c.exposed) over (
            partition by c.no order by c.lasted rows between unbounded preceding and current row
        ) as kept,
    from (
        select
            k.*,
            sum(k.leaving) over (partition by k.no order by k.lasted rows between current row and unbounded following) as exposed,
        from counted as k
    ) as c
),

curves as (
    select
        e.no,
        case when max(e.lasted) >= 365 or min(e.kept) = 0 then 1 - coalesce(min(e.kept) filter (where e.lasted <= 365), 1) end as km_365,
        min(e.lasted) filter (where e.kept <= 0.5) as km_median,
    from estimated as e
    group by e.no
),

units as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.unit_level) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

grown as materialized (
    select u.customer_id, l.no, l.first_order, l.year_2, l.year_3
    from units as u
    inner join lives as l
        on u.unit_id = l.customer_id
    where l.year_3 <= (select config.last_day + 1 from config)
),

money as (
    select
        g.no,
        sum(d.net) filter (where d.day < g.year_2) as year_1,
        sum(d.net) filter (where d.day >= g.year_2) as year_2,
    from landscape_base.day_facts(as_of := as_of) as d
    inner join grown as g
        on d.customer_id = g.customer_id
    where d.day >= g.first_order and d.day < g.year_3
    group by g.no
),

reached as (
    select l.no, count(distinct l.customer_id) as members
    from lives as l
    inner join landscape_base.customer_years(as_of := as_of, level := level) as y
        on l.customer_id = y.customer_id
    cross join config
    where l.year_3 <= config.last_day + 1 and y.end_day >= l.first_order and y.end_day < l.year_3 and y.tier != config.lowest
    group by l.no
),

totals as (
    select
        l.no,
        count(*) as members,
        count(l.days_to_second) as again,
        count(*) filter (where l.age >= 90) as n_90,
        count(*) filter (where l.age >= 90 and l.days_to_second <= 90) as again_90,
        count(*) filter (where l.age >= 180) as n_180,
        count(*) filter (where l.age >= 180 and l.days_to_second <= 180) as again_180,
        count(*) filter (where l.age >= 365) as n_365,
        count(*) filter (where l.age >= 365 and l.days_to_second <= 365) as again_365,
        count(*) filter (where l.year_3 <= config.last_day + 1) as n_24m,
    from lives as l
    cross join config
    group by l.no
)

select
    landscape_base.cohort_label(grain, landscape_base.month_edge(t.no * config.months) + 1) as cohort,
    t.members as customers,
    t.again as reordered,
    t.n_90 as eligible_90,
    t.again_90::double / nullif(t.n_90, 0) as reorder_rate_90,
    wilson_lo(t.again_90, t.n_90) as reorder_low_90,
    wilson_hi(t.again_90, t.n_90) as reorder_high_90,
    t.n_180 as eligible_180,
    t.again_180::double / nullif(t.n_180, 0) as reorder_rate_180,
    t.n_365 as eligible_365,
    t.again_365::double / nullif(t.n_365, 0) as reorder_rate_365,
    c.km_365 as km_reorder_365,
    c.km_median::integer as km_median_days,
    t.n_24m as eligible_24m,
    case when t.n_24m > 0 then coalesce(m.year_1, 0) end::decimal(38, 4) as year1_revenue,
    case when t.n_24m > 0 then coalesce(m.year_2, 0) end::decimal(38, 4) as year2_revenue,
    coalesce(m.year_2, 0)::double / nullif(m.year_1, 0)::double as year2_ratio,
    coalesce(r.members, 0)::double / nullif(t.n_24m, 0) as reached_upper_share,
    config.last_day as as_of,
from totals as t
left join curves as c
    on t.no = c.no
left join money as m
    on t.no = m.no
left join reached as r
    on t.no = r.no
cross join config
order by t.no
