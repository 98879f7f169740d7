-- name:    plan_months
-- kind:    base_table_macro
-- summary: Targets by month with what their segment has sold and is expected to sell apart from single deals.
-- grain:   one row per segment and month of segment_targets
-- source:  basics, config, segment_targets, forecast_months, forecast_points, forecast_years, season_shares, month_left, ledger, products, customers, aliases, customer_days, landscape_base.customers, unit_of, month_edge, normal_quantile, ltv_config
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   segment    VARCHAR        text    as in segment_targets; total where that is empty
--   kind       VARCHAR        text    total, tier, segment or line; unknown where no such thing exists
--   month      DATE           date    first day of the month
--   target     DECIMAL(38,4)  money   planned
--   actual     DECIMAL(38,4)  money   net sales up to as_of; 0 for a month to come, NULL for kind unknown
--   remaining  DOUBLE         ratio   share of the month that is still to come
--   ahead      INTEGER        number  1 for the month after the last whole one; less for past months
--   expected   DOUBLE         money   sales still to come of a segment or line; NULL for total and tier, of which forecast_buckets knows more
--   sd         DOUBLE         money   standard deviation of expected
-- notes:   A segment is sought among total, tiers, personas and industries, and product lines, in this order. A tier is that of today's customers.
with config as materialized (
    select
        b.last_day, b.grain, m.months_to, m.remaining, c.tier_labels as labels, landscape_base.normal_quantile(lc.interval_level) as z,
        year(b.last_day) * 12 + month(b.last_day) - 1 as last_mi,
    from landscape_base.basics(as_of := as_of) as b
    cross join landscape_base.month_left(as_of := as_of) as m
    cross join landscape_base.config(as_of := as_of) as c
    cross join landscape_base.ltv_config(as_of := as_of) as lc
),

described as materialized (
    select coalesce(a.customer_id, c.customer_id) as account, min(coalesce(c.persona, c.industry)) as segment
    from customers as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    where c.persona is not null or c.industry is not null
    group by coalesce(a.customer_id, c.customer_id)
),

plan as materialized (
    select
        coalesce(nullif(trim(t.segment), ''), 'total') as segment,
        date_trunc('month', t.month)::date as month,
        sum(t.amount)::decimal(38, 4) as target,
    from segment_targets as t
    where t.month is not null and t.amount is not null
    group by coalesce(nullif(trim(t.segment), ''), 'total'), date_trunc('month', t.month)
),

kinds as materialized (
    select
        p.segment,
        case
            when lower(p.segment) in ('total', 'all') then 'total'
            when list_contains(config.labels, p.segment) then 'tier'
            when p.segment in (select d.segment from described as d) then 'segment'
            when p.segment in (select pr.line from products as pr where pr.line is not null) then 'line'
            else 'unknown'
        end as kind,
    from (select distinct plan.segment from plan) as p
    cross join config
),

tiered as materialized (
    select y.customer_id, y.tier
    from landscape_base.forecast_years(as_of := as_of) as y
    inner join kinds as k
        on y.tier = k.segment and k.kind = 'tier'
    where y.years_ago = 0 and y.bought
),

accounts as materialized (
    select cu.customer_id, t.tier as segment
    from (
        select c.customer_id, landscape_base.unit_of(c.customer_id, c.kind, c.parent_id, config.grain) as unit_id
        from landscape_base.customers as c
        cross join config
    ) as cu
    inner join tiered as t
        on cu.unit_id = t.customer_id
    union all
    select d.account, d.segment
    from described as d
    inner join kinds as k
        on d.segment = k.segment and k.kind = 'segment'
),

lined as materialized (
    select pr.product_id, pr.line
    from products as pr
    inner join kinds as k
        on pr.line = k.segment and k.kind = 'line'
),

-- only the months of the plan and the last 12 whole ones are summed
wanted_months as materialized (
    select (year(p.month) * 12 + month(p.month) - 1)::integer as mi
    from plan as p
    union
    select (year(config.months_to) * 12 + month(config.months_to) - 1 - n.back)::integer
    from config
    cross join range(12) as n(back)
),

sold as materialized (
    select k.segment, m.month, m.net
    from landscape_base.forecast_months(as_of := as_of) as m
    inner join kinds as k
        on k.kind = 'total'
    union all
    select a.segment, landscape_base.month_edge(cd.mi) + 1, sum(cd.net)
    from landscape_base.customer_days as cd
    inner join wanted_months as w
        on cd.mi = w.mi
    inner join accounts as a
        on cd.customer_id = a.customer_id
    cross join config
    where cd.day <= config.last_day
    group by a.segment, cd.mi
    union all
    select l.line, landscape_base.month_edge(s.mi) + 1, sum(s.net)
    from landscape_base.ledger as s
    inner join wanted_months as w
        on s.mi = w.mi
    inner join lined as l
        on s.product_id = l.product_id
    cross join config
    where s.invoice_date <= config.last_day
    group by l.line, s.mi
),

-- the fallback: the last 12 whole months, spread by season
yearly as (
    select s.segment, sum(s.net)::double as net
    from sold as s
    cross join config
    where s.month <= config.months_to and s.month > (config.months_to - interval 12 month)::date
    group by s.segment
),

stored as (
    select p.kind, p.series, p.month, p.expected::double as expected, (p.high - p.low)::double / (2 * config.z) as sd
    from forecast_points as p
    cross join config
    where p.kind in ('segment', 'line') and p.months_to = config.months_to and p.as_of <= config.last_day
    qualify row_number() over (partition by p.kind, p.series, p.month order by p.as_of desc, p.fitted_on desc) = 1
),

placed as (
    select
        p.*,
        k.kind,
        date_diff('month', config.months_to, p.month) as ahead,
        case
            when date_diff('month', config.months_to, p.month) < 1 then 0
            when date_diff('month', config.months_to, p.month) = 1 then config.remaining
            else 1
        end as remaining,
    from plan as p
    inner join kinds as k
        on p.segment = k.segment
    cross join config
)

select
    p.segment as segment,
    p.kind as kind,
    p.month as month,
    p.target as target,
    case when p.kind != 'unknown' then coalesce(s.net, 0) end::decimal(38, 4) as actual,
    p.remaining::double as remaining,
    p.ahead::integer as ahead,
    case when p.kind in ('segment', 'line') then p.remaining * coalesce(f.expected, y.net * w.share, 0) end::double as expected,
    case
        when p.kind in ('segment', 'line')
            then p.remaining * case when f.expected is not null then f.sd else 0.15 * abs(coalesce(y.net, 0)) * w.share end
    end::double as sd,
from placed as p
inner join landscape_base.season_shares(as_of := as_of) as w
    on month(p.month) = w.month_no
left join sold as s
    on p.segment = s.segment and p.month = s.month
left join yearly as y
    on p.segment = y.segment
left join stored as f
    on p.kind = f.kind and p.segment = f.series and p.month = f.month
