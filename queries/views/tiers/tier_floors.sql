-- name:    tier_floors
-- kind:    figure
-- summary: The least revenue of the last 12 months among existing customers of each tier: what a prospect must promise to be rated A or B.
-- grain:   one row
-- source:  config, tier_span, year_span, customer_spans, customer_orders, ranked_sums, period_edge
-- kept:    as_of
-- args:
--   as_of           DATE       date   NULL  last day, inclusive; the setting when NULL
--   measure         VARCHAR    text   NULL  what the tiers are made by; the setting when NULL
--   cuts            DOUBLE[]   list   NULL  increasing cuts between the tiers; the setting when NULL
--   labels          VARCHAR[]  list   NULL  names of the tiers, one more than cuts; the setting when NULL
--   level           VARCHAR    text   NULL  customer or parent; the setting when NULL
--   floor_quantile  DOUBLE     ratio  0     0 for the least; 0.05 leaves out one odd account in twenty
-- columns:
--   measure      VARCHAR                      text   what the tiers are made by
--   a_floor      DECIMAL(38,4)                money  floor of tier A, or of the first tier where none is called A; NULL without customers
--   b_floor      DECIMAL(38,4)                money  floor of tier B, or of the second tier where none is called B; NULL without customers
--   a_customers  BIGINT                       count  existing customers of that tier
--   b_customers  BIGINT                       count  existing customers of that tier
--   floors       MAP(VARCHAR,DECIMAL(38,4))   map    floor of every tier that has existing customers
--   as_of        DATE                         date   last day, inclusive
-- example: select p.name, prospect_tier(p.estimated_annual_revenue, f.a_floor, f.b_floor) as tier from prospects as p cross join tier_floors as f
-- notes:   Tiers as computed over tier_months, without overrides. The floors are revenue whatever the measure, since revenue is what one
--   can estimate of a prospect.
with config as materialized (
    select
        c.measure as wanted,
        c.as_of as last_day,
        period_edge(c.as_of, c.tier_months) as tier_start,
        period_edge(c.as_of, 12) as year_start,
        coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1) as a_index,
        coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2) as b_index,
        c.tier_labels as names,
        case
            when floor_quantile between 0 and 1 then floor_quantile::double
            else error('argument floor_quantile: ' || coalesce(floor_quantile::varchar, 'NULL') || ' is not a fraction from 0 to 1')
        end as quantile,
    from landscape_base.config(as_of := as_of, measure := measure, cuts := cuts, labels := labels) as c
),

floor_sums as materialized (
    select s.*
    from landscape_base.customer_spans(
        spans := list_concat(landscape_base.tier_span(as_of, null), landscape_base.year_span(as_of)), as_of := as_of, level := level
    ) as s
),

floor_orders as materialized (
    select o.customer_id, o.status, o.returns_only
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

tier_sums as (
    select s.*
    from floor_sums as s
    cross join config
    where s.start_day = config.tier_start
),

revenues as (
    select r.tier as tier_name, coalesce(y.net, 0) as revenue
    from landscape_base.ranked_sums(
        given := 'tier_sums', orders := 'floor_orders',
        as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as r
    inner join floor_orders as o
        on r.customer_id = o.customer_id and o.status = 'existing'
    cross join config
    left join floor_sums as y
        on r.customer_id = y.customer_id and y.kind = 'ranked' and config.year_start = y.start_day
    where r.tier is not null
),

tiers as (
    select
        r.tier_name,
        count(*) as members,
        list(r.revenue order by r.revenue)[greatest(ceil(any_value(config.quantile) * count(*)), 1)::bigint] as least_revenue,
    from revenues as r
    cross join config
    group by r.tier_name
)

select
    config.wanted as measure,
    (max(t.least_revenue) filter (where t.tier_name = config.names[config.a_index]))::decimal(38, 4) as a_floor,
    (max(t.least_revenue) filter (where t.tier_name = config.names[config.b_index]))::decimal(38, 4) as b_floor,
    coalesce(max(t.members) filter (where t.tier_name = config.names[config.a_index]), 0)::bigint as a_customers,
    coalesce(max(t.members) filter (where t.tier_name = config.names[config.b_index]), 0)::bigint as b_customers,
    map_from_entries(coalesce(
        list((t.tier_name, t.least_revenue::decimal(38, 4)) order by list_position(config.names, t.tier_name))
            filter (where t.tier_name is not null),
        []
    )) as floors,
    config.last_day as as_of,
from config
left join tiers as t
    on true
group by config.wanted, config.names, config.a_index, config.b_index, config.last_day
