-- name:    came_in
-- kind:    base_table_macro
-- summary: New and reactivated value of each customer in the window up to a day, with the look-back that two days share (common rule CS10).
-- grain:   one row per customer (or parent) with a line or a purchase in the windows
-- source:  basics, customer_moves, purchase_days, landscape_base.customers, unit_of, tier_length, periods, period_edge
-- args:
--   as_of    DATE     date    required  the day, inclusive
--   other    DATE     date    required  the day it is compared with
--   months   INTEGER  months  NULL      length of the windows; the setting tier_months when NULL
--   measure  VARCHAR  text    NULL      revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text    NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    customer or root parent
--   new_eq          DECIMAL(38,4)  money  NULL when the window is not comparable
--   reactivated_eq  DECIMAL(38,4)  money  NULL when the window is not comparable
with config as materialized (
    select b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

moves as materialized (
    select m.*
    from landscape_base.customer_moves(
        as_of := as_of, period_months := landscape_base.tier_length(months), years := 1, period_kind := 'rolling',
        measure := measure, level := level
    ) as m
    where m.period = 0
),

common as (
    select min(e.back) filter (where e.fits) as back
    from (
        select p.lookback_months as back, p.comparable as fits
        from landscape_base.periods(
            as_of := as_of, period_months := landscape_base.tier_length(months), years := 1, period_kind := 'rolling'
        ) as p
        where p.period = 0
        union all
        select p.lookback_months, p.comparable
        from landscape_base.periods(
            as_of := other, period_months := landscape_base.tier_length(months), years := 1, period_kind := 'rolling'
        ) as p
        where p.period = 0
    ) as e
),

members as (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
),

earlier as (
    select distinct m.customer_id
    from moves as m
    inner join members as cu
        on m.customer_id = cu.unit_id
    inner join landscape_base.purchase_days(as_of := as_of) as pd
        on cu.customer_id = pd.customer_id
    cross join common
    where m.is_active and not m.was_active and pd.day <= m.start_day and pd.day > period_edge(m.start_day, common.back)
)

select
    m.customer_id as customer_id,
    (case
        when not m.comparable or m.v1 is null then null
        when m.is_active and not m.was_active and e.customer_id is null then greatest(m.v1, 0)
        else 0
    end)::decimal(38, 4) as new_eq,
    (case
        when not m.comparable or m.v1 is null then null
        when m.is_active and not m.was_active and e.customer_id is not null then greatest(m.v1, 0)
        else 0
    end)::decimal(38, 4) as reactivated_eq,
from moves as m
left join earlier as e
    on m.customer_id = e.customer_id
