-- name:    forecast_series
-- kind:    base_table_macro
-- summary: The monthly series that a fit forecasts: all sales, by tier, by segment and by product line, whole months only.
-- grain:   one row per kind, series and month; months without a line are missing
-- source:  config, forecast_months, forecast_segments, forecast_tiers, forecast_lines, period_edge
-- args:
--   as_of  DATE  date  NULL  the last day of a month
-- columns:
--   kind    VARCHAR        text   total, tier, segment or line
--   series  VARCHAR        text   total, or the tier, segment or product line; (other) for all beyond the 100 largest of a kind
--   month   DATE           date   first day of the month
--   net     DECIMAL(38,4)  money  net amounts
-- notes:   The first month counts where the ledger is complete from its first day on; a series by tier begins where the year before it is whole.
with config as materialized (
    select c.as_of as last_day, c.ledger_complete_from as complete_from
    from landscape_base.config(as_of := as_of) as c
),

tiers as materialized (
    select t.*
    from landscape_base.forecast_tiers(as_of := as_of) as t
    cross join config
    where t.tier is not null and period_edge(t.year_end, 12) + 1 >= config.complete_from
),

everything as (
    select 'total' as kind, 'total' as series, m.month, m.net
    from landscape_base.forecast_months(as_of := as_of) as m
    union all
    select 'segment', g.series, g.month, g.net
    from landscape_base.forecast_segments(as_of := as_of) as g
    union all
    select 'line', l.series, l.month, l.net
    from landscape_base.forecast_lines(as_of := as_of) as l
    union all
    select 'tier', t.tier, t.month, t.net
    from tiers as t
    union all
    -- all tiers begin when the first year with tiers ends, whether or not their customers bought at once
    select 'tier', t.tier, min(min(t.year_end)) over () + 1, 0
    from tiers as t
    group by t.tier
),

whole as materialized (
    select e.*
    from everything as e
    cross join config
    where e.month >= config.complete_from
),

sizes as (
    select
        w.kind,
        w.series,
        row_number() over (
            partition by w.kind
            order by sum(abs(w.net)) filter (where w.month > (config.last_day - interval 24 month)::date) desc nulls last, w.series
        ) as place,
    from whole as w
    cross join config
    group by w.kind, w.series, config.last_day
)

select
    w.kind as kind,
    case when s.place <= 100 then w.series else '(other)' end as series,
    w.month as month,
    sum(w.net)::decimal(38, 4) as net,
from whole as w
inner join sizes as s
    on w.kind = s.kind and w.series = s.series
group by w.kind, case when s.place <= 100 then w.series else '(other)' end, w.month
