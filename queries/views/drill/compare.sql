-- name:    compare
-- kind:    table_macro
-- summary: The landscape on two days side by side: value, rank, tier and status of every customer, and where its value came from.
-- grain:   one row per customer_id ranked on either day
-- source:  pareto_rank, customer_orders, came_in
-- args:
--   as_of_a  DATE     date    required  the earlier day, inclusive
--   as_of_b  DATE     date    required  the later day, inclusive
--   months   INTEGER  months  NULL      length of the windows; the setting tier_months when NULL
--   measure  VARCHAR  text    NULL      revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text    NULL      customer or parent; the setting when NULL
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
from pareto_rank(as_of := as_of_a, months := months, measure := measure, level := level) as a
full join pareto_rank(as_of := as_of_b, months := months, measure := measure, level := level) as b
    on a.customer_id = b.customer_id
left join landscape_base.customer_orders(as_of := as_of_a, level := level) as oa
    on coalesce(b.customer_id, a.customer_id) = oa.customer_id
left join landscape_base.customer_orders(as_of := as_of_b, level := level) as ob
    on coalesce(b.customer_id, a.customer_id) = ob.customer_id
left join landscape_base.came_in(as_of := as_of_a, other := as_of_b, months := months, measure := measure, level := level) as ca
    on coalesce(b.customer_id, a.customer_id) = ca.customer_id
left join landscape_base.came_in(as_of := as_of_b, other := as_of_a, months := months, measure := measure, level := level) as cb
    on coalesce(b.customer_id, a.customer_id) = cb.customer_id
