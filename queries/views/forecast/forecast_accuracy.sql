-- name:    forecast_accuracy
-- kind:    figure
-- summary: How good the published forecasts were: what each fit expected of months that are over by now, and of deals that were decided since.
-- grain:   one row per kind and series, by months ahead and over all of them; win rates by band of probability and over all
-- source:  basics, forecast_points, forecast_models, forecast_deals, forecast_months, forecast_segments, forecast_lines, ranked_spans, customer_days, landscape_base.customers, unit_of, deals, period_edge, month_edge, whole_months_to
-- kept:    kind, series, months_ahead
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   kind          VARCHAR        text    total, bottom_up (the buckets of sales_forecast together), tier, repeat, segment, line or win_rate
--   series        VARCHAR        text    as in forecast_points; of win_rate the band of the published probability, or all
--   months_ahead  INTEGER        months  1 for the month after the last one known; NULL over all, and for win_rate
--   forecasts     BIGINT         count   published forecasts compared; of win_rate deals
--   expected      DECIMAL(38,4)  money   sum of what they expected; of win_rate the number of deals expected to be won
--   actual        DECIMAL(38,4)  money   sum of what came; of win_rate the number won
--   bias          DOUBLE         ratio   expected / actual - 1; NULL where nothing came
--   mape          DOUBLE         ratio   mean of |actual - expected| / actual over months above 0; NULL for win_rate
--   mase          DOUBLE         ratio   mean of |actual - expected| by what seasonal naive erred by before the fit; NULL where unknown and for win_rate
--   coverage      DOUBLE         ratio   share of months within their interval; NULL without intervals and for win_rate
--   win_rate      DOUBLE         ratio   won by decided deals; NULL for the other kinds
--   brier         DOUBLE         ratio   mean of (probability - won)^2; 0.25 is what 0.5 for every deal would score; NULL for the other kinds
--   first_month   DATE           date    first month compared; NULL for win_rate
--   last_month    DATE           date    last month compared; NULL for win_rate
--   as_of         DATE           date    last day, inclusive
-- example: select kind, series, forecasts, bias, mape, mase, coverage, brier from forecast_accuracy where months_ahead is null order by kind, series
-- notes:   A forecast counts as first published: of several fits of one as_of the earliest. Only whole months by as_of are compared. Sales to a tier are those to its
--   customers on the day of the forecast, whoever they are now; since that takes a ranking for each such day, the three latest days with a month to compare
--   count for kinds tier and repeat. A deal counts once, with the probability first published, when it was won or lost since.
with config as materialized (
    select b.last_day, b.grain, landscape_base.whole_months_to(b.last_day) as whole_to
    from landscape_base.basics(as_of := as_of) as b
),

published as materialized (
    select p.kind, p.series, p.months_to, p.month, p.ahead, p.low, p.expected, p.high, p.as_of, p.fitted_on
    from forecast_points as p
    cross join config
    where p.as_of <= config.last_day and last_day(p.month) <= config.whole_to
    qualify row_number() over (partition by p.kind, p.series, p.months_to, p.month order by p.as_of, p.fitted_on) = 1
),

origins as materialized (
    select o.months_to
    from (
        select distinct p.months_to
        from published as p
        where p.kind in ('tier', 'repeat')
    ) as o
    order by o.months_to desc
    limit 3
),

spans as (
    select coalesce(list({'start_day': period_edge(o.months_to, 12), 'end_day': o.months_to}), []) as spans
    from origins as o
),

members as materialized (
    select r.customer_id, r.tier, r.end_day
    from landscape_base.ranked_spans(spans := (select s.spans from spans as s), as_of := as_of, measure := 'revenue') as r
    where r.kind = 'ranked' and r.purchases > 0 and r.tier is not null
),

accounts as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

tiered as materialized (
    select a.customer_id, m.tier, m.end_day, year(m.end_day) * 12 + month(m.end_day) - 1 as origin_mi
    from accounts as a
    inner join members as m
        on a.unit_id = m.customer_id
),

tier_months as (
    select t.tier as series, t.end_day as months_to, landscape_base.month_edge(cd.mi) + 1 as month, sum(cd.net) as net
    from landscape_base.customer_days as cd
    inner join tiered as t
        on cd.customer_id = t.customer_id and cd.mi > t.origin_mi
    cross join config
    where cd.day <= config.whole_to
    group by t.tier, t.end_day, cd.mi
),

came as materialized (
    select 'total' as kind, 'total' as series, m.month, m.net
    from landscape_base.forecast_months(as_of := as_of) as m
    where exists (select 1 from published as p)
    union all
    select 'segment', g.series, g.month, g.net
    from landscape_base.forecast_segments(as_of := as_of) as g
    where exists (select 1 from published as p where p.kind = 'segment')
    union all
    select 'line', l.series, l.month, l.net
    from landscape_base.forecast_lines(as_of := as_of) as l
    where exists (select 1 from published as p where p.kind = 'line')
),

scales as (
    select m.kind, m.series, m.as_of, m.fitted_on, m.mae / nullif(m.mase, 0) as scale
    from forecast_models as m
),

bottom_up as (
    select
        'bottom_up' as kind, 'total' as series, p.months_to, p.month, p.ahead, sum(p.expected) as expected, p.as_of, p.fitted_on,
    from published as p
    where p.kind = 'bucket'
    group by p.months_to, p.month, p.ahead, p.as_of, p.fitted_on
),

compared as (
    select p.kind, p.series, p.ahead, p.month, p.low, p.expected, p.high, coalesce(c.net, 0) as actual, s.scale
    from published as p
    left join came as c
        on p.kind = c.kind and p.series = c.series and p.month = c.month
    left join scales as s
        on p.kind = s.kind and p.series = s.series and p.as_of = s.as_of and p.fitted_on = s.fitted_on
    where p.kind in ('total', 'segment', 'line') and p.series != '(other)'
    union all
    select b.kind, b.series, b.ahead, b.month, null, b.expected, null, coalesce(c.net, 0), s.scale
    from bottom_up as b
    left join came as c
        on c.kind = 'total' and b.month = c.month
    left join scales as s
        on s.kind = 'total' and b.as_of = s.as_of and b.fitted_on = s.fitted_on
    union all
    select p.kind, p.series, p.ahead, p.month, p.low, p.expected, p.high, coalesce(t.net, 0), s.scale
    from published as p
    inner join origins as o
        on p.months_to = o.months_to
    left join tier_months as t
        on p.series = t.series and p.months_to = t.months_to and p.month = t.month
    left join scales as s
        on s.kind = 'tier' and p.series = s.series and p.as_of = s.as_of and p.fitted_on = s.fitted_on
    where p.kind in ('tier', 'repeat')
),

series_rows as (
    select
        c.kind,
        c.series,
        c.ahead as months_ahead,
        count(*) as forecasts,
        sum(c.expected)::decimal(38, 4) as expected,
        sum(c.actual)::decimal(38, 4) as actual,
        avg(abs(c.actual - c.expected)::double / c.actual::double) filter (where c.actual > 0) as mape,
        avg(abs(c.actual - c.expected)::double / c.scale) as mase,
        avg((c.actual between c.low and c.high)::integer) filter (where c.low is not null) as coverage,
        min(c.month) as first_month,
        max(c.month) as last_month,
    from compared as c
    group by grouping sets ((c.kind, c.series), (c.kind, c.series, c.ahead))
),

decided as (
    select
        f.probability,
        (d.outcome = 'won')::integer as won,
        least(4, floor(f.probability * 5)) as band,
    from forecast_deals as f
    cross join config
    inner join landscape_base.deals(as_of := as_of) as d
        on f.opportunity_id = d.opportunity_id
    where d.outcome in ('won', 'lost') and f.as_of <= config.last_day and f.probability is not null
    qualify row_number() over (partition by f.opportunity_id order by f.as_of, f.fitted_on) = 1
),

win_rows as (
    select
        case
            when grouping(w.band) = 1 then 'all'
            else (w.band / 5)::decimal(2, 1)::varchar || ' to ' || ((w.band + 1) / 5)::decimal(2, 1)::varchar
        end as series,
        count(*) as forecasts,
        sum(w.probability) as expected,
        sum(w.won) as actual,
        avg(w.won) as win_rate,
        avg((w.probability - w.won) * (w.probability - w.won)) as brier,
    from decided as w
    group by grouping sets ((), (w.band))
    having count(*) > 0
)

select
    r.kind as kind,
    r.series as series,
    r.months_ahead as months_ahead,
    r.forecasts as forecasts,
    r.expected as expected,
    r.actual as actual,
    r.expected::double / nullif(r.actual, 0)::double - 1 as bias,
    r.mape as mape,
    r.mase as mase,
    r.coverage as coverage,
    null::double as win_rate,
    null::double as brier,
    r.first_month as first_month,
    r.last_month as last_month,
    config.last_day as as_of,
from series_rows as r
cross join config
union all
select
    'win_rate', w.series, null, w.forecasts, w.expected::decimal(38, 4), w.actual::decimal(38, 4), w.expected / nullif(w.actual, 0) - 1, null, null, null,
    w.win_rate, w.brier, null, null, config.last_day,
from win_rows as w
cross join config
