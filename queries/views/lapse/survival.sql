-- name:    survival
-- kind:    figure
-- summary: How many customers are still with you after so many days, or have not ordered again yet, by Kaplan and Meier.
-- grain:   one row per group and day on which something happens to someone, from day 0 on
-- source:  config, lifetimes, day_facts, landscape_base.customers, customers, unit_of, measure_value, tier_of
-- kept:    by_value, t
-- args:
--   by     VARCHAR  text  'tier'   tier, all, cohort, segment, industry, region, persona, size_band or owner
--   event  VARCHAR  text  'lapse'  lapse: the first churn_gap months without a purchase; second_order: the second day with one
--   as_of  DATE     date  NULL     last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL     customer or parent; the setting when NULL
-- columns:
--   by_value       VARCHAR  key     the tier, region ...; (none) when unknown, all when by is all
--   t              INTEGER  days    days since the start
--   at_risk        BIGINT   count   customers followed for t days or more without the event before
--   events         BIGINT   count   to whom it happens on day t
--   censored       BIGINT   count   who were followed for t days and no longer
--   survival       DOUBLE   ratio   probability that the event comes later than t
--   std_error      DOUBLE   ratio   by Greenwood; NULL when nobody is left
--   survival_low   DOUBLE   ratio   lower end of the 95 % interval by log(-log); NULL at survival 0 and 1
--   survival_high  DOUBLE   ratio   upper end
--   customers      BIGINT   count   customers of the group
--   event          VARCHAR  text    the event
--   as_of          DATE     date    last day, inclusive
-- example: select by_value, t, at_risk, survival, survival_low, survival_high from survival(by := 'all') order by t
-- notes:   Kaplan and Meier (1958), Greenwood (1926), Kalbfleisch and Prentice (1980) for the interval. The clock starts at the first purchase;
--   left-censored customers are left out; later returns do not undo a lapse. by tier: the tier of the first 12 months, all customers that have
--   them ranked together by the measure, and the clock starts when they end; who lapsed before is left out, and who bought but once lapses
--   on day 0 when churn_gap is 12. Current tiers would flatter: tier A customers never leave. With event second_order tiers rank the first
--   order day and the clock starts with it. cohort: the year of the first purchase. At 10 million lines it takes
--   some 6 seconds of processor time by tier and 4 otherwise, half of them to find who came before the ledger.
with config as materialized (
    select
        c.measure, c.min_cost_coverage as needed, c.tier_basis, c.tier_cuts, c.tier_labels, c.level as grain,
        case when event = 'lapse' and "by" = 'tier' then 12 else 0 end as head_start,
        case
            when "by" in ('tier', 'all', 'cohort', 'segment', 'industry', 'region', 'persona', 'size_band', 'owner') then "by"
            else error('by ' || "by" || ' is not allowed; use one of tier, all, cohort, segment, industry, region, persona, size_band, owner')
        end as wanted,
    from landscape_base.config(as_of := as_of, level := level) as c
),

lives as materialized (
    select
        l.customer_id, l.first_order, l.event_on, l.last_day,
        (l.first_order + to_months(config.head_start))::date as start_on,
    from landscape_base.lifetimes(event, as_of := as_of, level := level) as l
    cross join config
    where (l.first_order + to_months(config.head_start))::date <= l.last_day
),

units as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked' and "by" = 'tier'
),

members as materialized (
    select u.customer_id, u.unit_id, l.first_order, l.start_on
    from units as u
    inner join lives as l
        on u.unit_id = l.customer_id
),

worth as (
    select
        m.unit_id,
        coalesce(sum(d.net_abs_costed)::double / nullif(sum(d.net_abs), 0)::double, 1) as coverage,
        sum(d.net) as net,
        sum(d.net_costed) as net_costed,
        sum(d.cost) as cost,
        sum(d.service) as service,
    from landscape_base.day_facts(as_of := as_of) as d
    inner join members as m
        on d.customer_id = m.customer_id
    where d.day >= m.first_order and (d.day < m.start_on or d.day = m.first_order)
    group by m.unit_id
),

valued as (
    select
        w.unit_id,
        landscape_base.measure_value(config.measure, w.net, w.net_costed, w.cost, w.service)::decimal(38, 4) as amount,
    from worth as w
    cross join config
    where config.measure = 'revenue' or w.coverage >= config.needed
),

ladder as (
    select
        v.amount,
        count(*) as members,
        (sum(count(*)) over best_first - count(*))::bigint as members_above,
        (sum(count(*) * greatest(v.amount, 0)) over best_first - count(*) * greatest(v.amount, 0))::decimal(38, 4) as positive_above,
        (sum(count(*)) over ())::bigint as all_members,
        (sum(count(*) * greatest(v.amount, 0)) over ())::decimal(38, 4) as all_positive,
    from valued as v
    group by v.amount
    window best_first as (order by v.amount desc rows between unbounded preceding and current row)
),

tiers as (
    select
        v.unit_id,
        case
            when l.all_positive > 0 then landscape_base.tier_of(
                config.tier_basis, config.tier_cuts, config.tier_labels, v.amount, l.positive_above, l.all_positive, l.members_above,
                l.all_members
            )
        end as tier,
    from valued as v
    inner join ladder as l
        on v.amount = l.amount
    cross join config
),

followed as (
    select
        coalesce(
            case config.wanted
                when 'all' then 'all'
                when 'tier' then t.tier
                when 'cohort' then year(l.first_order)::varchar
                when 'segment' then coalesce(c.persona, c.industry)
                when 'industry' then c.industry
                when 'region' then c.region
                when 'persona' then c.persona
                when 'size_band' then c.size_band
                when 'owner' then c.account_manager
            end,
            '(none)'
        ) as part,
        coalesce(l.event_on, l.last_day) - l.start_on as lasted,
        l.event_on is not null as happened,
        l.last_day,
    from lives as l
    cross join config
    left join tiers as t
        on l.customer_id = t.unit_id
    left join customers as c
        on l.customer_id = c.customer_id
    where coalesce(l.event_on >= l.start_on, true)
),

counted as (
    select f.part, f.lasted, count(*) filter (where f.happened) as events, count(*) filter (where not f.happened) as censored,
    from followed as f
    group by f.part, f.lasted
    union all
    select f.part, 0, 0, 0
    from followed as f
    group by f.part
    having min(f.lasted) > 0
),

risked as (
    select
        c.*,
        sum(c.events + c.censored) over (partition by c.part) as everyone,
        sum(c.events + c.censored) over (
            partition by c.part order by c.lasted rows between current row and unbounded following
        ) as exposed,
    from counted as c
),

estimated as (
    select
        r.*,
        product(1 - r.events::double / r.exposed) over by_time as kept,
        sum(case when r.exposed > r.events then r.events::double / (r.exposed::double * (r.exposed - r.events)) end) over by_time as hazard,
    from risked as r
    window by_time as (partition by r.part order by r.lasted rows between unbounded preceding and current row)
)

select
    e.part as by_value,
    e.lasted::integer as t,
    e.exposed::bigint as at_risk,
    e.events as events,
    e.censored as censored,
    e.kept as survival,
    case when e.kept > 0 then e.kept * sqrt(coalesce(e.hazard, 0)) end as std_error,
    case when e.kept > 0 and e.kept < 1 then pow(e.kept, exp(-1.959963984540054 * sqrt(e.hazard) / ln(e.kept))) end as survival_low,
    case when e.kept > 0 and e.kept < 1 then pow(e.kept, exp(1.959963984540054 * sqrt(e.hazard) / ln(e.kept))) end as survival_high,
    e.everyone::bigint as customers,
    event as event,
    (select max(f.last_day) from followed as f) as as_of,
from estimated as e
order by e.part, e.lasted
