-- name:    forecast_gap
-- kind:    figure
-- summary: Plan against actual and forecast: what is missing, what it takes, and how likely each target is to be reached.
-- grain:   one row per segment and plan year, and one per segment and month of it
-- source:  config, ltv_config, segment_targets, plan_months, forecast_buckets, deal_chances, season_shares
-- kept:    segment, plan_year, month
-- needs:   segment_targets
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   segment              VARCHAR        text    never NULL; as in segment_targets, total where that is empty
--   plan_year            INTEGER        number  calendar year, or the year in which the fiscal year begins (setting fiscal_start_month)
--   month                DATE           date    first day of the month; NULL for the whole plan year
--   kind                 VARCHAR        text    total, tier, segment (persona, else industry) or line; unknown: nothing bears the name
--   target               DECIMAL(38,4)  money   planned; of a year the sum of its planned months
--   actual               DECIMAL(38,4)  money   net sales of these months up to as_of
--   base_expected        DECIMAL(38,4)  money   still to come in them apart from single deals
--   weighted_pipeline    DECIMAL(38,4)  money   still to come from open deals, each by its chance; 0 but for the total
--   forecast             DECIMAL(38,4)  money   actual + base_expected + weighted_pipeline
--   gap                  DECIMAL(38,4)  money   target - forecast; negative where the target is passed
--   low                  DECIMAL(38,4)  money   lower end of the interval of forecast; NULL where nothing supports one
--   high                 DECIMAL(38,4)  money   upper end
--   p_reach              DOUBLE         ratio   probability that the target is reached, by 10,000 draws of deals and base
--   status               VARCHAR        text    reached (by actual), on track (p_reach from 0.8), open (from 0.5), at risk (from 0.2) or behind
--   run_rate_needed      DECIMAL(38,4)  money   of a year: (target - actual) by the months left; of a month: its part of that by season; NULL where no month is left
--   open_pipeline        DECIMAL(38,4)  money   whole amount of the deals in weighted_pipeline; NULL but for the total
--   coverage             DOUBLE         ratio   open_pipeline by what deals must bring: target - actual - base_expected; NULL where that is 0 or less
--   required_win_rate    DOUBLE         ratio   the same the other way round: the share of open_pipeline to be won; NULL without one
--   cat_a_deals          BIGINT         count   open deals as large as the year of the least Cat A customer; NULL but for the total
--   cat_a_deals_needed   BIGINT         count   how many such deals the gap is worth; NULL where it is 0 or less, and without a Cat A customer
--   as_of                DATE           date    last day, inclusive
-- example: select segment, month, target, actual, forecast, gap, p_reach, status from forecast_gap order by segment, month nulls first
-- notes:   The total is that of sales_forecast, a tier its repeat business; a segment or line is forecast by its own series (landscape fit), else at the pace of
--   12 months by season. Months more than 24 ahead have no forecast. Errors of the base within a year are taken as one: their standard deviations add. A tier is that of
--   today's customers, its past months too. Calls functions of this program: a plain DuckDB reads segment_targets and forecast_points instead.
with config as materialized (
    select
        c.as_of as last_day,
        c.fiscal_start_month as first_month,
        lc.interval_level as level,
        lc.seed::double as seed,
    from landscape_base.config(as_of := as_of) as c
    cross join landscape_base.ltv_config(as_of := as_of) as lc
    where exists (from segment_targets)
),

plan as materialized (
    select
        m.*,
        (year(m.month) * 12 + month(m.month) - config.first_month) // 12 as plan_year,
        w.share,
    from landscape_base.plan_months(as_of := as_of) as m
    cross join config
    inner join landscape_base.season_shares(as_of := as_of) as w
        on month(m.month) = w.month_no
),

buckets as materialized (
    select
        b.*,
        coalesce(list_sum(list_transform(list_zip(b.amounts, b.chances), lambda d: d[1] * d[2])), 0) as weighted,
    from landscape_base.forecast_buckets(24, as_of := as_of) as b
),

totals as (
    select
        b.month,
        sum(b.expected) - sum(b.weighted) as base,
        sqrt(sum(b.sd * b.sd)) as sd,
        sum(b.weighted) as weighted,
        flatten(list(b.amounts order by b.place, b.bucket)) as amounts,
        flatten(list(b.chances order by b.place, b.bucket)) as chances,
    from buckets as b
    group by b.month
),

monthly as (
    select
        p.segment, p.plan_year, p.month, p.kind, p.target, p.actual, p.share, p.remaining,
        case
            when p.ahead < 1 then 0
            when p.kind = 'total' then t.base
            when p.kind = 'tier' then coalesce(r.expected, 0)
            else p.expected
        end as base,
        case when p.ahead < 1 then 0 when p.kind = 'total' then t.sd when p.kind = 'tier' then coalesce(r.sd, 0) else p.sd end as sd,
        case when p.kind = 'total' and p.ahead >= 1 then coalesce(t.weighted, 0) else 0 end as weighted,
        case when p.kind = 'total' and p.ahead >= 1 then coalesce(t.amounts, []) else [] end as amounts,
        case when p.kind = 'total' and p.ahead >= 1 then coalesce(t.chances, []) else [] end as chances,
    from plan as p
    left join totals as t
        on p.month = t.month
    left join buckets as r
        on p.month = r.month and r.bucket = 'repeat ' || p.segment
),

rows_of as (
    select
        m.segment, m.plan_year, m.month, m.kind, m.target, m.actual, m.base, m.sd, m.weighted, m.amounts, m.chances,
        m.remaining * m.share / nullif(sum(m.remaining * m.share) over of_year, 0)
            * (sum(m.target) over of_year - sum(m.actual) over of_year)::double as needed,
    from monthly as m
    window of_year as (partition by m.segment, m.plan_year)
    union all
    select
        m.segment, m.plan_year, null, any_value(m.kind), sum(m.target), sum(m.actual),
        case when bool_and(m.base is not null) then sum(m.base) end,
        case when bool_and(m.sd is not null) then sum(m.sd) end,
        sum(m.weighted), flatten(list(m.amounts order by m.month)), flatten(list(m.chances order by m.month)),
        (sum(m.target) - sum(m.actual))::double / nullif(sum(m.remaining), 0),
    from monthly as m
    group by m.segment, m.plan_year
),

drawn as (
    select
        r.*,
        r.actual::double + r.base + r.weighted as forecast,
        list_sum(r.amounts) as open_amount,
        r.target::double - r.actual::double - r.base as from_deals,
        landscape_total_reach(r.actual::double + r.base, r.sd, r.amounts, r.chances, config.seed, r.target::double) as reach,
        landscape_total_end(r.actual::double + r.base, r.sd, r.amounts, r.chances, config.seed, -config.level) as low,
        landscape_total_end(r.actual::double + r.base, r.sd, r.amounts, r.chances, config.seed, config.level) as high,
        config.last_day,
    from rows_of as r
    cross join config
),

large_deals as (
    select any_value(f.a_floor) as a_floor, count(d.opportunity_id) as deals
    from (select any_value(b.a_floor) as a_floor from buckets as b) as f
    left join landscape_base.deal_chances(as_of := as_of) as d
        on coalesce(d.annual_amount, d.amount) >= f.a_floor
)

select
    d.segment as segment,
    d.plan_year::integer as plan_year,
    d.month as month,
    d.kind as kind,
    d.target::decimal(38, 4) as target,
    d.actual::decimal(38, 4) as actual,
    d.base::decimal(38, 4) as base_expected,
    d.weighted::decimal(38, 4) as weighted_pipeline,
    d.forecast::decimal(38, 4) as forecast,
    (d.target::double - d.forecast)::decimal(38, 4) as gap,
    d.low::decimal(38, 4) as low,
    d.high::decimal(38, 4) as high,
    case when d.actual >= d.target then 1 else d.reach end::double as p_reach,
    case
        when d.actual >= d.target then 'reached'
        when d.reach >= 0.8 then 'on track'
        when d.reach >= 0.5 then 'open'
        when d.reach >= 0.2 then 'at risk'
        when d.reach is not null then 'behind'
    end as status,
    case when d.needed > 0 then d.needed when d.needed <= 0 then 0 end::decimal(38, 4) as run_rate_needed,
    case when d.kind = 'total' then coalesce(d.open_amount, 0) end::decimal(38, 4) as open_pipeline,
    case when d.kind = 'total' and d.from_deals > 0 then coalesce(d.open_amount, 0) / d.from_deals end::double as coverage,
    case when d.kind = 'total' and d.from_deals is not null then greatest(0, d.from_deals) / nullif(d.open_amount, 0) end::double as required_win_rate,
    case when d.kind = 'total' then l.deals end::bigint as cat_a_deals,
    case
        when d.kind = 'total' and d.target::double > d.forecast then ceil((d.target::double - d.forecast) / nullif(l.a_floor, 0)::double)
    end::bigint as cat_a_deals_needed,
    d.last_day as as_of,
from drawn as d
cross join large_deals as l
