-- name:    forecast_tiers
-- kind:    base_table_macro
-- summary: Net sales of each month to customers by the tier they had when their year began.
-- grain:   one row per year, tier and month with a line
-- source:  basics, forecast_years, customer_days, landscape_base.customers, unit_of, period_edge, month_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   year_end  DATE           date   last day of the year by which the customers have their tier; the months lie in the 12 after it
--   tier      VARCHAR        text   of customers with a purchase in that year
--   month     DATE           date   first day of the month
--   net       DECIMAL(38,4)  money  net amounts
-- notes:   Years are counted back from as_of, the last day of a month: years and months of forecasts fit together. Who had no purchase in the year before,
--   new customers and those who come back, is in no row.
with config as materialized (
    select b.last_day, b.grain, year(b.last_day) * 12 + month(b.last_day) - 1 as last_mi
    from landscape_base.basics(as_of := as_of) as b
),

members as (
    select y.customer_id, y.years_ago, y.tier
    from landscape_base.forecast_years(as_of := as_of) as y
    where y.bought
),

accounts as (
    select cd.customer_id, cd.mi, sum(cd.net) as net
    from landscape_base.customer_days as cd
    cross join config
    where cd.day <= config.last_day
    group by cd.customer_id, cd.mi
),

units as materialized (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        a.mi,
        (config.last_mi - a.mi) // 12 + 1 as tiered_years_ago,
        a.net,
    from accounts as a
    inner join landscape_base.customers as cu
        on a.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
)

select
    period_edge(config.last_day, 12 * m.years_ago) as year_end,
    m.tier as tier,
    landscape_base.month_edge(u.mi) + 1 as month,
    sum(u.net)::decimal(38, 4) as net,
from units as u
inner join members as m
    on u.unit_id = m.customer_id and u.tiered_years_ago = m.years_ago
cross join config
group by config.last_day, m.years_ago, m.tier, u.mi
