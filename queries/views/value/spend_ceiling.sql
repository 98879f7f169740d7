-- name:    spend_ceiling
-- kind:    figure
-- summary: How much to spend at most on keeping each customer, and on winning a new one (requirement B17).
-- grain:   one row per customer with a residual value, and the row '(new customer)'
-- source:  ltv_rows, ltv_config, days_ahead, ltv_model_used, ltv_referred, landscape_base.customers, referral_multiplier
-- kept:    ceiling_retain desc, customer_id
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
--   model           VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure         VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   save_uplift     DOUBLE   ratio   0.10  share of the lost that the effort is expected to keep
--   max_share       DOUBLE   ratio   0.33  share of the value of a new customer that winning it may cost
-- columns:
--   customer_id        VARCHAR        key     never NULL; '(new customer)' in the row about winning one
--   name               VARCHAR        text    NULL when unknown
--   p_lost             DOUBLE         ratio   probability of no order within the horizon; of a contract, that it no longer runs then
--   residual_if_alive  DECIMAL(18,4)  money   residual of the measure, if it still is a customer
--   ceiling_retain     DECIMAL(18,4)  money   p_lost x residual_if_alive x save_uplift; 0 where the residual is negative
--   ltv_new            DECIMAL(18,4)  money   value of a new customer within the horizon, its first order included
--   multiplier         DOUBLE         number  by how much referrals multiply it; 1 where none is recorded
--   ceiling_acquire    DECIMAL(18,4)  money   ltv_new x multiplier x max_share
--   method             VARCHAR        text    btyd or contract
--   as_of              DATE           date    last day, inclusive
-- example: select customer_id, p_lost, ceiling_retain from spend_ceiling order by ceiling_retain desc limit 10
-- notes:   save_uplift and max_share are assumptions of ours: replace them by what your own campaigns have shown.
--   Calls functions of this program: a plain DuckDB reads ltv_scores instead.
with config as materialized (
    select
        lc.as_of as last_day,
        landscape_base.days_ahead(lc.as_of, lc.horizon_months) as horizon_days,
        ln(1 + lc.discount) / 365.25 as delta,
    from landscape_base.ltv_config(
        as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
    ) as lc
),

scored as materialized (
    select r.customer_id, r.method, r.p_alive, r.p_buy_horizon, r.residual, r.new_order, r.tenured
    from landscape_base.ltv_rows(
        as_of := as_of, horizon_months := horizon_months, discount := discount, model := model, measure := measure
    ) as r
),

kept as (
    select
        s.customer_id,
        s.method,
        1 - s.p_buy_horizon as lost,
        s.residual::double / case when s.method = 'btyd' then nullif(s.p_alive, 0) else 1 end as if_alive,
    from scored as s
    where s.method in ('btyd', 'contract') and s.residual is not null
),

-- the same in every row
anybody as (
    select any_value(s.new_order) as new_order, any_value(s.tenured) as tenured
    from scored as s
),

won as (
    select
        a.new_order * (
            1 + landscape_discounted_orders(f.kind, config.horizon_days, config.delta, 0, 0, 0, f.k, f.r, f.alpha, f.c, f.d)
        ) as worth,
        referral_multiplier(coalesce(rf.converted / nullif(a.tenured, 0), 0)) as multiplier,
    from anybody as a
    cross join config
    cross join landscape_base.ltv_model_used(as_of := as_of, model := model) as f
    cross join landscape_base.ltv_referred(as_of := as_of) as rf
)

select
    k.customer_id as customer_id,
    cu.name as name,
    round(k.lost, 8) as p_lost,
    try_cast(k.if_alive as decimal(18, 4)) as residual_if_alive,
    try_cast(greatest(k.lost * k.if_alive * save_uplift, 0) as decimal(18, 4)) as ceiling_retain,
    null::decimal(18, 4) as ltv_new,
    null::double as multiplier,
    null::decimal(18, 4) as ceiling_acquire,
    k.method as method,
    config.last_day as as_of,
from kept as k
cross join config
left join landscape_base.customers as cu
    on k.customer_id = cu.customer_id
union all
select
    '(new customer)', null, null, null, null, try_cast(w.worth as decimal(18, 4)), w.multiplier,
    try_cast(greatest(w.worth * w.multiplier * max_share, 0) as decimal(18, 4)), 'btyd', config.last_day,
from won as w
cross join config
where w.worth is not null
