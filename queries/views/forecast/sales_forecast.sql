-- name:    sales_forecast
-- kind:    figure
-- summary: What the coming months are expected to bring, by where it comes from: repeat business by tier, pipelines, reactivation, new customers.
-- grain:   one row per month and bucket
-- source:  config, ltv_config, forecast_buckets, forecast_points, normal_quantile
-- kept:    month, bucket
-- args:
--   months  INTEGER  months  12    months ahead, 1 to 24, the rest of the month under way included
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   month            DATE           date    never NULL; first day of the month
--   bucket           VARCHAR        text    never NULL; see notes
--   low              DECIMAL(38,4)  money   lower end of the interval; NULL where nothing supports one
--   expected         DECIMAL(38,4)  money   net sales expected; NULL where the ledger cannot tell
--   high             DECIMAL(38,4)  money   upper end; the interval covers with probability interval_level
--   deals            BIGINT         count   open deals in it, each with its chance in the month
--   method           VARCHAR        text    how the bucket was forecast
--   month_low        DECIMAL(38,4)  money   lower end of the interval of the month's total; the same in every bucket
--   month_expected   DECIMAL(38,4)  money   sum of the month's buckets
--   month_high       DECIMAL(38,4)  money   upper end
--   direct_expected  DECIMAL(38,4)  money   the month's total as forecast from the series of all sales; NULL without a fit
--   remaining        DOUBLE         ratio   share of the month that is still to come; 1 but for the month under way
--   fitted_as_of     DATE           date    of the fit that the bucket rests on; NULL without one
--   as_of            DATE           date    last day, inclusive
-- example: select month, bucket, low, expected, high, method from sales_forecast(months := 6) order by month, bucket
-- notes:   Buckets: repeat T, customers of tier T with a purchase in the last 12 months, by the method that landscape fit chose for the series of the
--   tier where that has 24 months, else by the model of lifetime value where it found one, else their sales of 12 months x what such customers bought a year later by what they had bought
--   (retention_growth; 1 while two years are not known: seasonal_run_rate), spread over the months by season. cross-sell pipeline, open deals of these
--   customers: chance in the month x what exceeds the customer's part of the repeat business; repeat deals are part of that. reactivation: own
--   rate of ex-customers x the sales of their last active year, and deals of theirs above it. prospect pipeline A, B, C, unrated: chance x amount.
--   unidentified new: first orders per month beyond those of prospects x what new customers bring month by month. not assigned: lines without a ranked
--   customer, at the pace of 12 months. Tiers are by revenue of the last 12 months. Intervals without a fit assume 15 %; none
--   of an amount above 0 reaches below it. A fit counts while its months end where
--   those of as_of do. Nothing counts twice, and the buckets sum to month_expected. Calls functions of this program: a plain DuckDB reads
--   forecast_points instead.
with config as materialized (
    select
        c.as_of as last_day,
        lc.interval_level as level,
        lc.seed::double as seed,
        landscape_base.normal_quantile(lc.interval_level) as z,
        case
            when months between 1 and 24 then months::integer
            else error('argument months: ' || coalesce(months::varchar, 'NULL') || ' is not allowed; use a whole number from 1 to 24')
        end as wanted,
    from landscape_base.config(as_of := as_of) as c
    cross join landscape_base.ltv_config(as_of := as_of) as lc
),

buckets as materialized (
    select b.*
    from landscape_base.forecast_buckets(months, as_of := as_of) as b
),

-- months of one bucket are drawn apart, so that the total of a month knows every deal in it
totals as (
    select
        b.ahead,
        sum(b.expected) as expected,
        sum(b.expected) - coalesce(sum(list_sum(list_transform(list_zip(b.amounts, b.chances), lambda d: d[1] * d[2]))), 0) as base,
        sqrt(sum(b.sd * b.sd)) as sd,
        bool_and(b.sd is not null or b.expected is null) as spread_known,
        flatten(list(b.amounts order by b.place, b.bucket)) as amounts,
        flatten(list(b.chances order by b.place, b.bucket)) as chances,
    from buckets as b
    group by b.ahead
),

ended as (
    select
        t.ahead,
        t.expected,
        case
            when len(t.amounts) = 0 then t.expected - config.z * t.sd
            else landscape_total_end(t.base, t.sd, t.amounts, t.chances, config.seed, -config.level)
        end as low,
        case
            when len(t.amounts) = 0 then t.expected + config.z * t.sd
            else landscape_total_end(t.base, t.sd, t.amounts, t.chances, config.seed, config.level)
        end as high,
        t.spread_known,
    from totals as t
    cross join config
),

direct as (
    select p.month, p.expected
    from forecast_points as p
    cross join config
    where p.kind = 'total' and p.as_of <= config.last_day
    qualify row_number() over (partition by p.month order by p.as_of desc, p.fitted_on desc) = 1
),

ranged as (
    select
        b.*,
        b.expected - coalesce(list_sum(list_transform(list_zip(b.amounts, b.chances), lambda d: d[1] * d[2])), 0) as base,
        config.seed,
        config.level,
        config.z,
        config.last_day,
    from buckets as b
    cross join config
    where b.ahead <= config.wanted
)

select
    r.month as month,
    r.bucket as bucket,
    case
        when r.base is null or r.sd is null then null
        when r.deals = 0 then greatest(least(0, r.expected), r.expected - r.z * r.sd)
        else greatest(least(0, r.expected), landscape_total_end(r.base, r.sd, r.amounts, r.chances, r.seed, -r.level))
    end::decimal(38, 4) as low,
    r.expected::decimal(38, 4) as expected,
    case
        when r.deals = 0 then r.expected + r.z * r.sd
        else landscape_total_end(r.base, r.sd, r.amounts, r.chances, r.seed, r.level)
    end::decimal(38, 4) as high,
    r.deals as deals,
    r.method as method,
    case when e.spread_known and e.low is not null then greatest(least(0, e.expected), e.low) end::decimal(38, 4) as month_low,
    e.expected::decimal(38, 4) as month_expected,
    case when e.spread_known then e.high end::decimal(38, 4) as month_high,
    (d.expected * r.remaining)::decimal(38, 4) as direct_expected,
    r.remaining as remaining,
    r.fitted_as_of as fitted_as_of,
    r.last_day as as_of,
from ranged as r
inner join ended as e
    on r.ahead = e.ahead
left join direct as d
    on r.month = d.month
