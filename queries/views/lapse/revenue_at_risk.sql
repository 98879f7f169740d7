-- name:    revenue_at_risk
-- kind:    figure
-- summary: How much of the last 12 months' revenue is likely not to come again, tier by tier.
-- grain:   one row per tier and basis
-- source:  lapse_alerts, ltv_rows
-- kept:    tier, basis
-- args:
--   horizon_months  INTEGER  months  NULL  months within which an order is looked for; 12 when NULL
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   tier               VARCHAR        key     tier of the last tier_months; NULL without one
--   basis              VARCHAR        key     model: probability of an order; lapse_alerts: alert or not; unknown: too few orders, and no model
--   customers          BIGINT         count   existing customers
--   value_12m          DECIMAL(38,4)  money   their revenue of the last 12 months
--   value_at_risk      DECIMAL(38,4)  money   of it, what is likely not to come again; NULL when basis is unknown
--   share_at_risk      DOUBLE         ratio   value_at_risk by the positive part of value_12m
--   customers_at_risk  BIGINT         count   customers more likely not to order than to, or with an alert; NULL when basis is unknown
--   horizon_months     INTEGER        months  months within which an order is looked for
--   as_of              DATE           date    last day, inclusive
-- example: select tier, basis, customers, value_12m, value_at_risk, share_at_risk from revenue_at_risk order by tier, basis
-- notes:   By customer: the positive part of the revenue of the last 12 months x the probability of no order in the next horizon_months, which is
--   1 - p_buy of the fitted model, of a contract that it ends. Where there is no such probability, all of the revenue of a customer with
--   a lapse alert and nothing of the others. retention_worklist weighs the future value of each customer instead.
with alerts as materialized (
    select l.customer_id, l.tier, l.value_at_stake, l.alert, l.as_of as last_day
    from lapse_alerts(as_of := as_of) as l
),

expected as (
    select r.customer_id, case when coalesce(horizon_months, 12) = 12 then r.p_buy_12m else r.p_buy_horizon end as p_order
    from landscape_base.ltv_rows(as_of := as_of, horizon_months := horizon_months) as r
),

judged as (
    select
        a.tier,
        a.last_day,
        coalesce(horizon_months, 12)::integer as horizon,
        a.value_at_stake as net,
        greatest(a.value_at_stake, 0) as exposed,
        case when e.p_order is not null then 'model' when a.alert is not null then 'lapse_alerts' else 'unknown' end as kind,
        coalesce(1 - e.p_order, a.alert::integer) as p_none,
    from alerts as a
    left join expected as e
        on a.customer_id = e.customer_id
)

select
    j.tier as tier,
    j.kind as basis,
    count(*) as customers,
    sum(j.net)::decimal(38, 4) as value_12m,
    sum(j.exposed::double * j.p_none)::decimal(38, 4) as value_at_risk,
    round(sum(j.exposed::double * j.p_none) / nullif(sum(j.exposed), 0)::double, 8) as share_at_risk,
    case when j.kind != 'unknown' then count(*) filter (where j.p_none > 0.5) end as customers_at_risk,
    max(j.horizon) as horizon_months,
    max(j.last_day) as as_of,
from judged as j
group by j.tier, j.kind
order by j.tier, j.kind
