-- name:    split_eq
-- kind:    base_table_macro
-- summary: New and reactivated value with one look-back for all periods, so that periods can stand side by side (common rule CS10).
-- grain:   one row per comparable period
-- source:  basics, customer_moves, purchase_days, landscape_base.customers, unit_of, period_edge
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   measure        VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period                  INTEGER        number  0 is the newest
--   new_eq                  DECIMAL(38,4)  money   value of came-in customers without a purchase in the common look-back
--   reactivated_eq          DECIMAL(38,4)  money   value of came-in customers with one
--   new_revenue_eq          DECIMAL(38,4)  money   their revenue, whatever the measure, in the place of new_eq
--   reactivated_revenue_eq  DECIMAL(38,4)  money   the same in the place of reactivated_eq
--   common_months           INTEGER        months  the look-back: the shortest of the comparable periods
with config as materialized (
    select b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

moves as materialized (
    select m.*
    from landscape_base.customer_moves(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
    where m.comparable
),

common as (
    select min(m.lookback_months) as months
    from moves as m
),

came as (
    select
        m.period as k,
        m.customer_id as unit_id,
        m.start_day,
        case when m.v1 is not null then greatest(m.v1, 0) end as amount,
        greatest(m.net1, 0) as sold,
    from moves as m
    where m.is_active and not m.was_active
),

members as (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
),

earlier as (
    select distinct c.k, c.unit_id
    from came as c
    inner join members as cu
        on c.unit_id = cu.unit_id
    inner join landscape_base.purchase_days(as_of := as_of) as pd
        on cu.customer_id = pd.customer_id
    cross join common
    where pd.day <= c.start_day and pd.day > period_edge(c.start_day, common.months)
)

select
    k.period as period,
    coalesce(sum(c.amount) filter (where e.unit_id is null), 0)::decimal(38, 4) as new_eq,
    coalesce(sum(c.amount) filter (where e.unit_id is not null), 0)::decimal(38, 4) as reactivated_eq,
    coalesce(sum(c.sold) filter (where e.unit_id is null), 0)::decimal(38, 4) as new_revenue_eq,
    coalesce(sum(c.sold) filter (where e.unit_id is not null), 0)::decimal(38, 4) as reactivated_revenue_eq,
    any_value(common.months)::integer as common_months,
from (select distinct m.period from moves as m) as k
cross join common
left join came as c
    on k.period = c.k
left join earlier as e
    on c.k = e.k and c.unit_id = e.unit_id
group by k.period
