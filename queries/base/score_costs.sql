-- name:    score_costs
-- kind:    base_table_macro
-- summary: The measure of every customer in the windows of its scores, and how much of it has a cost, when the measure is not revenue.
-- grain:   one row per customer (or parent) with a day up to as_of; none for revenue, which score_sums has
-- source:  score_windows, score_facts
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key    customer or root parent
--   tier_value       DECIMAL(18,4)  money  the measure in the tier window
--   tier_turnover    DECIMAL(18,4)  money  absolute net amounts in it
--   tier_costed      DECIMAL(18,4)  money  the same of the lines with a cost
--   own_value        DECIMAL(18,4)  money  the measure in the newest period
--   own_turnover     DECIMAL(18,4)  money  absolute net amounts in it
--   own_costed       DECIMAL(18,4)  money  the same of the lines with a cost
--   before_value     DECIMAL(18,4)  money  the measure in the window compared with
--   before_turnover  DECIMAL(18,4)  money  absolute net amounts in it
--   before_costed    DECIMAL(18,4)  money  the same of the lines with a cost
with config as materialized (
    select w.wanted
    from landscape_base.score_windows(as_of := as_of, measure := measure) as w
    where w.wanted != 'revenue'
),

facts as (
    select
        f.*,
        f.net_costed - f.cost - case when config.wanted = 'contribution' then coalesce(f.service, 0) else 0 end as amount,
    from landscape_base.score_facts(as_of := as_of) as f
    cross join config
)

select
    f.unit_id as customer_id,
    sum(case when f.in_tier then f.amount end)::decimal(18, 4) as tier_value,
    sum(case when f.in_tier then f.net_abs end)::decimal(18, 4) as tier_turnover,
    sum(case when f.in_tier then f.net_abs_costed end)::decimal(18, 4) as tier_costed,
    sum(case when f.in_own then f.amount end)::decimal(18, 4) as own_value,
    sum(case when f.in_own then f.net_abs end)::decimal(18, 4) as own_turnover,
    sum(case when f.in_own then f.net_abs_costed end)::decimal(18, 4) as own_costed,
    sum(case when f.in_before then f.amount end)::decimal(18, 4) as before_value,
    sum(case when f.in_before then f.net_abs end)::decimal(18, 4) as before_turnover,
    sum(case when f.in_before then f.net_abs_costed end)::decimal(18, 4) as before_costed,
from facts as f
group by f.unit_id
