-- name:    neglect_risk
-- kind:    figure
-- summary: Important customers that may leave through indifference: no word from us for twice as long as wanted, and none from them (requirements A3, B9).
-- grain:   one row per existing customer of any tier but the last that is neglected
-- source:  config, touch_state, party_touches, churn_reasons, aliases, landscape_base.customers
-- kept:    rank, customer_id
-- needs:   touches, touch_policy
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   status         VARCHAR        text   existing
--   tier           VARCHAR        text   A or B; with other labels any tier but the last
--   rank           BIGINT         rank   1 is best
--   owner          VARCHAR        text   customers.account_manager; NULL when unknown
--   target_days    INTEGER        days   longest wanted time between two personal touches
--   last_outbound  DATE           date   last outbound personal touch; NULL without one
--   silent_days    INTEGER        days   from it to as_of, or from the first order, or from the first touch in the log where that is later
--   last_inbound   DATE           date   last touch that came from the customer; NULL without one
--   value_at_risk  DECIMAL(38,4)  money  revenue of the last 12 months
--   as_of          DATE           date   last day, inclusive
-- example: select owner, name, tier, silent_days, target_days, value_at_risk from neglect_risk order by value_at_risk desc
-- notes:   silent_days > 2 x target_days, and nothing came from the customer since. Customers for whom a reason of leaving was recorded since their last
--   order are left out. Mailings are no attention: personal touches alone count.
with config as materialized (
    select c.as_of as last_day, c.level as grain, c.tier_labels[:-2] as labels
    from landscape_base.config(as_of := as_of) as c
),

inbound as (
    select t.party_id, max(t.day) as last_day
    from landscape_base.party_touches(as_of := as_of) as t
    where t.direction = 'in' and t.party_kind = 'customer'
    group by t.party_id
),

explained as (
    select
        case when config.grain = 'parent' then coalesce(cu.parent_id, r.customer_id) else coalesce(cu.customer_id, r.customer_id) end as unit_id,
        max(r.recorded_on) as recorded,
    from churn_reasons as r
    cross join config
    left join landscape_base.aliases as a
        on r.customer_id = a.alias_id
    left join landscape_base.customers as cu
        on coalesce(a.customer_id, r.customer_id) = cu.customer_id
    where r.recorded_on <= config.last_day
    group by all
)

select
    s.party_id as customer_id,
    s.name as name,
    s.status as status,
    s.tier as tier,
    s.rank as rank,
    s.owner as owner,
    s.target_days as target_days,
    s.last_touch as last_outbound,
    (s.as_of - s.silent_since)::integer as silent_days,
    i.last_day as last_inbound,
    s.value_12m as value_at_risk,
    s.as_of as as_of,
from landscape_base.touch_state(as_of := as_of) as s
cross join config
left join inbound as i
    on s.party_id = i.party_id
left join explained as e
    on s.party_id = e.unit_id
where s.party_kind = 'customer' and s.status = 'existing' and s.channel_class = 'personal' and list_contains(config.labels, s.tier)
    and s.as_of - s.silent_since > 2 * s.target_days
    and coalesce(i.last_day < s.silent_since, true)
    and coalesce(e.recorded < s.last_order, true)
