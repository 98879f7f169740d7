-- name:    compare
-- kind:    table_macro
-- summary: The landscape on two days side by side, or now beside one that was kept: value, rank, tier and status of every customer.
-- grain:   one row per customer_id ranked on either day
-- source:  config, pareto_rank, customer_orders, came_in, snapshots, snapshot_customers
-- args:
--   as_of_a   DATE     date    NULL  the earlier day, inclusive; needed unless a snapshot takes its place
--   as_of_b   DATE     date    NULL  the later day, inclusive; the setting as_of when NULL
--   months    INTEGER  months  NULL  length of the windows; the setting tier_months when NULL
--   measure   VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   level     VARCHAR  text    NULL  customer or parent; the setting when NULL
--   snapshot  VARCHAR  text    NULL  label of a landscape that landscape snapshot kept, in place of as_of_a
-- columns:
--   customer_id       VARCHAR        key    never NULL
--   name              VARCHAR        text   NULL when unknown
--   status_a          VARCHAR        text   on the first day; NULL when unknown then
--   status_b          VARCHAR        text   on the second day
--   value_a           DECIMAL(38,4)  money  in the window up to the first day; 0 when not ranked then
--   value_b           DECIMAL(38,4)  money  in the window up to the second day
--   value_change      DECIMAL(38,4)  money  value_b - value_a
--   rank_a            BIGINT         rank   NULL when not ranked then
--   rank_b            BIGINT         rank   NULL when not ranked then
--   tier_a            VARCHAR        text   NULL when not ranked then
--   tier_b            VARCHAR        text   NULL when not ranked then
--   new_eq_a          DECIMAL(38,4)  money  part of value_a that was new, with the look-back both days share; NULL when not comparable
--   new_eq_b          DECIMAL(38,4)  money  part of value_b that was new
--   reactivated_eq_a  DECIMAL(38,4)  money  part of value_a that had come back
--   reactivated_eq_b  DECIMAL(38,4)  money  part of value_b that had come back
-- example: from compare(date '2024-12-31', date '2025-12-31') order by value_change limit 5
-- notes:   Two days show what happened between them, both as known now. A snapshot shows what was known then: beside as_of_b on the snapshot's own
--   day it shows what corrections, late lines and other settings have changed since. The setting known_at turns the whole ledger
--   back to what was recorded until an instant. Beside a snapshot, which must be of the same measure, level and window, the four
--   columns of new and reactivated value are NULL.
with checked as materialized (
    select case
        when snapshot is null and as_of_a is null
            then error('argument as_of_a: give the day to compare with, or a snapshot: compare(snapshot := ''label'')')
        when snapshot is null then true
        when s.label is null
            then error('argument snapshot: there is no snapshot ' || snapshot || '; the table snapshots lists them, and landscape snapshot keeps one')
        when as_of_a is not null then error('argument as_of_a: ' || as_of_a::varchar || ' and the snapshot ' || snapshot || ' are two first days; give one')
        when s.measure != c.measure
            then error('argument measure: ' || c.measure || ' is not what the snapshot ' || snapshot || ' was kept by; use ' || s.measure)
        when s.level != c.level then error('argument level: ' || c.level || ' is not that of the snapshot ' || snapshot || '; use ' || s.level)
        when s.tier_months != coalesce(months, c.tier_months)
            then error('argument months: ' || coalesce(months, c.tier_months) || ' is not the window of the snapshot ' || snapshot || '; use ' || s.tier_months)
        else true
    end as fits
    from landscape_base.config(as_of := as_of_b, measure := measure, level := level) as c
    left join (select k.label, k.measure, k.level, k.tier_months from snapshots as k where k.label = snapshot) as s
        on true
),

kept as (
    select k.customer_id, k.name, k.status, k.value, k.rank, k.tier, k.rank is not null or k.value is null as is_ranked
    from snapshot_customers as k
    where k.label = snapshot
),

first_day as (
    select r.customer_id, r.name, r.value, r.rank, r.tier
    from pareto_rank(as_of := as_of_a, months := months, measure := measure, level := level) as r
    where snapshot is null
    union all
    select k.customer_id, k.name, k.value, k.rank, k.tier
    from kept as k
    where k.is_ranked
),

first_status as (
    select o.customer_id, o.status
    from landscape_base.customer_orders(as_of := as_of_a, level := level) as o
    where snapshot is null
    union all
    select k.customer_id, k.status
    from kept as k
),

came_a as (
    select c.customer_id, c.new_eq, c.reactivated_eq
    from landscape_base.came_in(as_of := as_of_a, other := as_of_b, months := months, measure := measure, level := level) as c
    where snapshot is null
),

came_b as (
    select c.customer_id, c.new_eq, c.reactivated_eq
    from landscape_base.came_in(as_of := as_of_b, other := as_of_a, months := months, measure := measure, level := level) as c
    where snapshot is null
)

select
    coalesce(b.customer_id, a.customer_id) as customer_id,
    coalesce(b.name, a.name) as name,
    oa.status as status_a,
    ob.status as status_b,
    (case when a.customer_id is null then 0 else a.value end)::decimal(38, 4) as value_a,
    (case when b.customer_id is null then 0 else b.value end)::decimal(38, 4) as value_b,
    (case when b.customer_id is null then 0 else b.value end - case when a.customer_id is null then 0 else a.value end)::decimal(38, 4)
        as value_change,
    a.rank as rank_a,
    b.rank as rank_b,
    a.tier as tier_a,
    b.tier as tier_b,
    ca.new_eq as new_eq_a,
    cb.new_eq as new_eq_b,
    ca.reactivated_eq as reactivated_eq_a,
    cb.reactivated_eq as reactivated_eq_b,
from first_day as a
full join pareto_rank(as_of := as_of_b, months := months, measure := measure, level := level) as b
    on a.customer_id = b.customer_id
left join first_status as oa
    on coalesce(b.customer_id, a.customer_id) = oa.customer_id
left join landscape_base.customer_orders(as_of := as_of_b, level := level) as ob
    on coalesce(b.customer_id, a.customer_id) = ob.customer_id
left join came_a as ca
    on coalesce(b.customer_id, a.customer_id) = ca.customer_id
left join came_b as cb
    on coalesce(b.customer_id, a.customer_id) = cb.customer_id
cross join checked
where checked.fits
