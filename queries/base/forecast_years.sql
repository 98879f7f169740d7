-- name:    forecast_years
-- kind:    base_table_macro
-- summary: Net sales of every customer in each year back from a day, with its tier by them: what forecasts of groups of customers begin with.
-- grain:   one row per ranked customer (or parent) and year with a line
-- source:  config, customer_days, purchase_changes, days, landscape_base.customers, unit_of, tier_of, period_edge
-- kept:    years_ago, customer_id
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key     customer or root parent
--   years_ago    INTEGER        number  0 for the last 12 months
--   net          DECIMAL(38,4)  money   net sales of the year
--   bought       BOOLEAN        flag    it has a purchase in the year
--   tier         VARCHAR        text    by revenue of the year, whatever the measure: a forecast is one of sales
-- notes:   Cheaper than ranked_spans, which also tells profit, cost to serve and shares. Years are edge to edge (common rule CS1).
with config as materialized (
    select c.as_of as last_day, c.first_day, c.tier_basis, c.tier_cuts, c.tier_labels, c.level as grain, c.credit_match as matching
    from landscape_base.config(as_of := as_of) as c
),

edges as (
    select k::integer as years_ago, period_edge(config.last_day, (12 * k + 12)::integer) as start_day, period_edge(config.last_day, (12 * k)::integer) as end_day
    from config, range(0, 100) as ages(k)
    where period_edge(config.last_day, (12 * k)::integer) >= config.first_day
),

day_years as (
    select d.day, e.years_ago
    from landscape_base.days as d
    inner join edges as e
        on d.day > e.start_day and d.day <= e.end_day
),

facts as (
    select cd.customer_id, cd.day, cd.net, cd.purchases::bigint as purchases
    from landscape_base.customer_days as cd
    union all
    select pc.customer_id, pc.day, 0, pc.delta
    from landscape_base.purchase_changes as pc
    cross join config
    where pc.basis = config.matching and pc.effective_on <= config.last_day
),

accounts as (
    select f.customer_id, d.years_ago, sum(f.net) as net, sum(f.purchases) as purchases
    from facts as f
    inner join day_years as d
        on f.day = d.day
    group by f.customer_id, d.years_ago
),

parents as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        a.years_ago,
        sum(a.net) as net,
        sum(a.purchases) as purchases,
    from accounts as a
    inner join landscape_base.customers as cu
        on a.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain), a.years_ago
),

units as materialized (
    select p.unit_id, p.years_ago, p.net::decimal(38, 4) as net, p.purchases > 0 as bought from parents as p
),

by_amount as (
    select u.years_ago, u.net, count(*) as members, sum(greatest(u.net, 0)) as positive
    from units as u
    group by u.years_ago, u.net
),

ladder as (
    select
        b.*,
        sum(b.members) over above - b.members as members_above,
        sum(b.positive) over above - b.positive as positive_above,
        sum(b.members) over whole as all_members,
        sum(b.positive) over whole as all_positive,
    from by_amount as b
    window
        above as (partition by b.years_ago order by b.net desc rows between unbounded preceding and current row),
        whole as (partition by b.years_ago)
),

tiers as (
    select
        l.years_ago,
        l.net,
        case
            when l.all_positive > 0 then landscape_base.tier_of(
                config.tier_basis, config.tier_cuts, config.tier_labels, l.net, l.positive_above, l.all_positive,
                l.members_above::bigint, l.all_members::bigint
            )
        end as tier,
    from ladder as l
    cross join config
)

select
    u.unit_id as customer_id,
    u.years_ago as years_ago,
    u.net as net,
    u.bought as bought,
    t.tier as tier,
from units as u
inner join tiers as t
    on u.years_ago = t.years_ago and u.net = t.net
