-- name:    forecast_buckets
-- kind:    base_table_macro
-- summary: What each bucket of the sales forecast is expected to bring in each month, with its spread: normal parts and single deals.
-- grain:   one row per month and bucket
-- source:  config, ltv_config, forecast_years, season_shares, month_left, new_customer_curve, forecast_models, forecast_points, deal_months, deal_chances, leads, customer_days, prospect_tier, normal_quantile, period_edge
-- args:
--   months  INTEGER  months  required  months ahead, the month under way included
--   as_of   DATE     date    NULL      last day, inclusive; the setting when NULL
-- columns:
--   month         DATE           date    first day of the month
--   ahead         INTEGER        number  1 for the month after the last whole one
--   remaining     DOUBLE         ratio   share of the month that is still to come
--   bucket        VARCHAR        text    see sales_forecast
--   place         INTEGER        number  order of the buckets
--   tier          VARCHAR        text    of the bucket; NULL without one
--   expected      DOUBLE         money   NULL where nothing supports it
--   sd            DOUBLE         money   standard deviation of what is no single deal; NULL where unknown
--   amounts       DOUBLE[]       list    deals of the bucket in the month, in order of their number; empty but for pipelines
--   chances       DOUBLE[]       list    probability of each to be won in the month
--   deals         BIGINT         count   their number
--   a_floor       DECIMAL(38,4)  money   least net sales of the last 12 months in tier A, or the best tier; the same in every row
--   method        VARCHAR        text    how it was forecast
--   fitted_as_of  DATE           date    of the fit that the bucket rests on; NULL without one
-- notes:   See sales_forecast for what each bucket is.
with config as materialized (
    select
        c.as_of as last_day,
        c.tier_labels as labels,
        coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1) as a_index,
        coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2) as b_index,
        c.ledger_complete_from <= period_edge(c.as_of, 24) + 1 as two_years,
        period_edge(c.as_of, 12) as year_start,
        landscape_base.normal_quantile(lc.interval_level) as z,
        m.months_to,
        m.remaining,
    from landscape_base.config(as_of := as_of) as c
    cross join landscape_base.ltv_config(as_of := as_of) as lc
    cross join landscape_base.month_left(as_of := as_of) as m
    where c.first_day <= c.as_of
),

horizon as materialized (
    select
        n.ahead::integer as ahead,
        (config.months_to + 1 + to_months((n.ahead - 1)::integer))::date as month,
        case when n.ahead = 1 then config.remaining else 1 end as remaining,
        s.share,
        config.last_day,
        config.z,
    from config
    cross join range(1, months + 1) as n(ahead)
    inner join landscape_base.season_shares(as_of := as_of) as s
        on month(config.months_to + 1 + to_months((n.ahead - 1)::integer)) = s.month_no
),

years as materialized (
    select y.*
    from landscape_base.forecast_years(as_of := as_of) as y
),

-- every customer in one row: who it is now, who it was a year ago
people as materialized (
    select
        y.customer_id,
        bool_or(y.bought) filter (where y.years_ago = 0) as buys,
        any_value(y.tier) filter (where y.years_ago = 0 and y.bought) as tier,
        sum(y.net) filter (where y.years_ago = 0) as net,
        bool_or(y.bought) filter (where y.years_ago = 1) as bought_before,
        any_value(y.tier) filter (where y.years_ago = 1 and y.bought) as tier_before,
        sum(y.net) filter (where y.years_ago = 1) as net_before,
        bool_or(y.bought) filter (where y.years_ago >= 2) as bought_long_ago,
        greatest(arg_min(y.net, y.years_ago) filter (where y.bought), 0) as former_net,
    from years as y
    group by y.customer_id
    having bool_or(y.bought)
),

-- what customers of a tier a year ago bought since, by what they had bought: retention and growth in one
kept as (
    select p.tier_before as tier, case when sum(p.net_before) > 0 then greatest(sum(coalesce(p.net, 0))::double / sum(p.net_before)::double, 0) end as ratio
    from people as p
    where p.bought_before and p.tier_before is not null
    group by p.tier_before
),

tiers as materialized (
    select p.tier, sum(p.net)::double as base, case when config.two_years then coalesce(k.ratio, 1) else 1 end as ratio, config.two_years
    from people as p
    cross join config
    left join kept as k
        on p.tier = k.tier
    where p.buys and p.tier is not null
    group by p.tier, config.two_years, k.ratio
),

-- a series of 24 months and more was judged over a season; a shorter one gives way to the model of lifetime value
stored as (
    select p.series as tier, p.ahead, p.expected::double as expected, (p.high - p.low)::double / (2 * config.z) as sd, p.method, p.as_of as fitted_on_day,
    from forecast_points as p
    cross join config
    left join forecast_models as m
        on p.kind = m.kind and p.series = m.series and p.as_of = m.as_of and p.fitted_on = m.fitted_on
    where p.kind in ('repeat', 'tier') and p.months_to = config.months_to and p.as_of <= config.last_day
    qualify row_number() over (
        partition by p.series, p.ahead
        order by p.as_of desc, p.fitted_on desc, coalesce(m.months >= 24, false) desc, p.kind = 'repeat' desc
    ) = 1
),

repeats as materialized (
    select
        h.ahead,
        t.tier,
        h.remaining * coalesce(s.expected, t.base * power(t.ratio, 1 + (h.ahead - 1) // 12) * h.share) as expected,
        h.remaining * coalesce(s.sd, case when s.tier is null then 0.15 * t.base * power(t.ratio, 1 + (h.ahead - 1) // 12) * h.share end) as sd,
        coalesce(s.method, case when t.two_years then 'retention_growth' else 'seasonal_run_rate' end) as method,
        s.fitted_on_day,
        t.base,
    from tiers as t
    cross join horizon as h
    left join stored as s
        on t.tier = s.tier and h.ahead = s.ahead
),

-- the own rate: who was an ex-customer a year ago and bought since
returns as materialized (
    select
        count(*) filter (where p.bought_long_ago and not coalesce(p.bought_before, false)) as away,
        count(*) filter (where p.bought_long_ago and not coalesce(p.bought_before, false) and p.buys) as came_back,
        came_back / nullif(away, 0)::double as rate,
        coalesce(sum(p.former_net) filter (where not coalesce(p.buys, false)), 0)::double as former,
        coalesce(sum(p.former_net::double * p.former_net::double) filter (where not coalesce(p.buys, false)), 0) as squares,
    from people as p
),

floors as materialized (
    select
        min(p.net) filter (where p.tier = config.labels[config.a_index]) as a_floor,
        min(p.net) filter (where p.tier = config.labels[config.b_index]) as b_floor,
    from people as p
    cross join config
    where p.buys
),

prospects_known as (
    select l.prospect_id, l.customer_id, l.estimated_annual_revenue
    from landscape_base.leads(as_of := as_of) as l
),

deal_rows as materialized (
    select
        d.*,
        coalesce(d.customer_id, l.customer_id) as account,
        l.estimated_annual_revenue as estimate,
    from landscape_base.deal_months(months, as_of := as_of) as d
    left join prospects_known as l
        on d.prospect_id = l.prospect_id
),

estimates as (
    select coalesce(l.customer_id, d.customer_id, d.prospect_id) as party, sum(d.annual_amount) as annual
    from landscape_base.deal_chances(as_of := as_of) as d
    left join prospects_known as l
        on d.prospect_id = l.prospect_id
    group by coalesce(l.customer_id, d.customer_id, d.prospect_id)
),

-- a deal of a customer counts by what it brings above the customer's own part of the base; a repeat deal is part of the base
counted as materialized (
    select
        d.opportunity_id,
        coalesce(d.account, d.prospect_id) as party,
        d.ahead,
        d.chance,
        case when p.buys then 'existing' when p.customer_id is not null then 'ex-customer' else 'prospect' end as status,
        case when p.customer_id is null then prospect_tier(coalesce(d.estimate, e.annual), f.a_floor, f.b_floor) end as prospect_tier,
        d.amount::double * greatest(0, 1 - coalesce(
            case
                when p.buys then r.expected * greatest(p.net, 0)::double / nullif(r.base, 0)
                when p.customer_id is not null then w.rate * p.former_net::double * h.share * h.remaining
            end / nullif(sum(d.amount) over (partition by coalesce(d.account, d.prospect_id), d.ahead), 0)::double, 0
        )) as amount,
    from deal_rows as d
    inner join horizon as h
        on d.ahead = h.ahead
    cross join floors as f
    cross join returns as w
    left join people as p
        on d.account = p.customer_id
    left join repeats as r
        on p.tier = r.tier and d.ahead = r.ahead
    left join estimates as e
        on coalesce(d.account, d.prospect_id) = e.party
    where not d.is_repeat or p.customer_id is null
),

pipelines as (
    select
        c.ahead,
        case
            when c.status = 'existing' then 'cross-sell pipeline'
            when c.status = 'ex-customer' then 'reactivation'
            else 'prospect pipeline ' || coalesce(c.prospect_tier, 'unrated')
        end as bucket,
        case when c.status = 'prospect' then c.prospect_tier end as tier,
        sum(c.amount * c.chance) as expected,
        list(c.amount order by c.opportunity_id) as amounts,
        list(c.chance order by c.opportunity_id) as chances,
        count(*) as deals,
    from counted as c
    where c.amount != 0
    group by all
),

conversions as (
    select c.ahead, sum(c.chance) as expected
    from (
        select k.ahead, k.party, least(1, sum(k.chance)) as chance
        from counted as k
        where k.status = 'prospect'
        group by k.ahead, k.party
    ) as c
    group by c.ahead
),

curve as materialized (
    select c.*
    from landscape_base.new_customer_curve(as_of := as_of) as c
),

-- first orders that no known prospect explains, and what those of earlier months bring again
arrivals as (
    select h.ahead, case when n.per_month is not null then greatest(0, n.per_month * h.remaining - coalesce(c.expected, 0)) end as orders
    from horizon as h
    cross join (select any_value(a.per_month) as per_month from curve as a) as n
    left join conversions as c
        on h.ahead = c.ahead
),

unidentified as (
    select
        h.ahead,
        sum(a.orders * c.mean_net) as expected,
        sqrt(sum(a.orders * c.mean_square)) as sd,
        any_value(c.months) as months_used,
    from horizon as h
    inner join arrivals as a
        on a.ahead <= h.ahead
    inner join curve as c
        on h.ahead - a.ahead = c.age
    group by h.ahead
),

never_ranked as (
    select
        coalesce(sum(cd.net), 0)::double - (select coalesce(sum(y.net), 0) from years as y where y.years_ago = 0)::double as net,
    from landscape_base.customer_days as cd
    cross join config
    where cd.day > config.year_start and cd.day <= config.last_day
),

buckets as (
    select
        r.ahead, 'repeat ' || r.tier as bucket, list_position(config.labels, r.tier) as place, r.tier, r.expected, r.sd, r.method,
        r.fitted_on_day,
    from repeats as r
    cross join config
    union all
    select h.ahead, 'cross-sell pipeline', 100, null, 0, 0, 'probability x amount above the base', null
    from horizon as h
    union all
    select
        h.ahead,
        'reactivation',
        101,
        null,
        case when w.former = 0 then 0 else w.rate * w.former * h.share * h.remaining end,
        h.share * h.remaining
            * sqrt(w.rate * (1 - w.rate) * (w.squares + w.former * w.former / nullif(w.away, 0)) + 0.15 * 0.15 * w.rate * w.rate * w.former * w.former),
        'own rate: ' || w.came_back || ' of ' || w.away || ' ex-customers of a year ago came back',
        null,
    from horizon as h
    cross join returns as w
    union all
    select h.ahead, 'prospect pipeline ' || t.tier, 102 + t.place, nullif(t.tier, 'unrated'), 0, 0, 'probability x amount', null
    from horizon as h
    cross join (values ('A', 0), ('B', 1), ('C', 2), ('unrated', 3)) as t(tier, place)
    union all
    select
        h.ahead, 'unidentified new', 106, null, u.expected, u.sd,
        case
            when u.expected is null then 'the ledger is too short to tell new customers from old ones'
            else 'first orders of the last ' || u.months_used || ' months beyond known prospects'
        end,
        null,
    from horizon as h
    left join unidentified as u
        on h.ahead = u.ahead
    union all
    select h.ahead, 'not assigned', 107, null, n.net * h.share * h.remaining, 0.15 * abs(n.net) * h.share * h.remaining, 'seasonal_run_rate', null
    from horizon as h
    cross join never_ranked as n
)

select
    h.month as month,
    h.ahead as ahead,
    h.remaining as remaining,
    b.bucket as bucket,
    b.place::integer as place,
    b.tier as tier,
    case when p.ahead is null then b.expected else coalesce(b.expected, 0) + p.expected end::double as expected,
    b.sd::double as sd,
    coalesce(p.amounts, []::double[]) as amounts,
    coalesce(p.chances, []::double[]) as chances,
    coalesce(p.deals, 0)::bigint as deals,
    f.a_floor::decimal(38, 4) as a_floor,
    b.method as method,
    b.fitted_on_day as fitted_as_of,
from buckets as b
inner join horizon as h
    on b.ahead = h.ahead
cross join floors as f
left join pipelines as p
    on b.ahead = p.ahead and b.bucket = p.bucket
