-- name:    service_level_check
-- kind:    figure
-- summary: Who gets more service than it is worth, and who less: share of personal touches and of cost to serve against share of value (A9).
-- grain:   one row per customer_id with a value, a cost to serve or a touch in the last 12 months
-- source:  config, customer_facts, touch_efforts
-- kept:    rank, customer_id
-- args:
--   as_of              DATE     date    NULL  last day, inclusive; the setting when NULL
--   measure            VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   level              VARCHAR  text    NULL  customer or parent; the setting when NULL
--   overservice_ratio  DOUBLE   number  2.0   effort divided by value above which the last tier is over-served
--   underservice       DOUBLE   number  0.5   effort divided by value below which the other tiers are under-served
-- columns:
--   customer_id       VARCHAR        key     never NULL
--   name              VARCHAR        text    NULL when unknown
--   status            VARCHAR        text    existing, ex-customer or prospect
--   tier              VARCHAR        text    tier of the last tier_months; NULL without a line in them
--   rank              BIGINT         rank    1 is best, ties share it
--   verdict           VARCHAR        text    over-served, under-served or balanced; NULL without a tier or without effort to compare
--   value             DECIMAL(38,4)  money   the measure in the last 12 months; NULL below the cost coverage wanted
--   value_share       DOUBLE         ratio   of the positive values of these customers
--   personal_touches  BIGINT         count   in the last 12 months
--   touch_share       DOUBLE         ratio   of the personal touches of all customers; NULL when there is none
--   touch_ratio       DOUBLE         number  touch_share divided by value_share; NULL without value
--   cost_to_serve     DECIMAL(38,4)  money   in the last 12 months
--   cost_share        DOUBLE         ratio   of the cost to serve of all customers; NULL when there is none
--   cost_ratio        DOUBLE         number  cost_share divided by value_share; NULL without value
--   as_of             DATE           date    last day, inclusive
-- example: select customer_id, tier, touch_ratio, cost_ratio, verdict from service_level_check where verdict != 'balanced' order by value desc
-- notes:   Over-served: a customer of the last tier one of whose ratios is above overservice_ratio, or that has effort and no value. Under-served: a
--   customer of another tier all of whose known ratios are below underservice. No row while neither a personal touch nor a cost to serve
--   lies in the 12 months.
with config as materialized (
    select c.measure as wanted, c.tier_labels[-1] as last_tier
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

facts as materialized (
    select f.*
    from landscape_base.customer_facts(as_of := as_of, measure := measure, level := level) as f
),

valued as (
    select
        f.*,
        coalesce(t.personal_touches, 0) as contacts,
        case config.wanted
            when 'revenue' then f.value_12m
            when 'profit' then f.profit_12m
            else f.profit_12m - f.service_12m
        end::decimal(38, 4) as worth,
    from facts as f
    cross join config
    left join landscape_base.touch_efforts(as_of := as_of, level := level) as t
        on f.customer_id = t.customer_id
),

totals as (
    select
        sum(greatest(v.worth, 0)) as all_worth,
        sum(v.contacts) as all_contacts,
        sum(greatest(v.service_12m, 0)) as all_costs,
    from valued as v
),

shares as (
    select
        v.*,
        (case when v.worth is not null then greatest(v.worth, 0) end)::double / nullif(t.all_worth, 0)::double as worth_part,
        v.contacts::double / nullif(t.all_contacts, 0) as contact_part,
        greatest(v.service_12m, 0)::double / nullif(t.all_costs, 0)::double as cost_part,
    from valued as v
    cross join totals as t
    where (t.all_contacts > 0 or t.all_costs > 0) and (v.worth != 0 or v.worth is null or v.contacts > 0 or v.service_12m != 0)
),

judged as (
    select
        s.*,
        -- without value every effort is too much, so that the ratio counts as infinite there
        greatest(s.contact_part, s.cost_part) as effort,
        round(greatest(s.contact_part, s.cost_part) / nullif(s.worth_part, 0), 12) as ratio,
    from shares as s
)

select
    j.customer_id as customer_id,
    j.name as name,
    j.status as status,
    j.tier as tier,
    j.rank as rank,
    case
        when j.tier is null or j.worth_part is null then null
        when j.tier = config.last_tier and j.effort > 0 and coalesce(j.ratio > overservice_ratio, true) then 'over-served'
        when j.tier != config.last_tier and j.ratio < underservice then 'under-served'
        else 'balanced'
    end as verdict,
    j.worth as value,
    j.worth_part as value_share,
    j.contacts::bigint as personal_touches,
    j.contact_part as touch_share,
    j.contact_part / nullif(j.worth_part, 0) as touch_ratio,
    j.service_12m as cost_to_serve,
    j.cost_part as cost_share,
    j.cost_part / nullif(j.worth_part, 0) as cost_ratio,
    j.as_of as as_of,
from judged as j
cross join config
order by j.rank nulls last, j.customer_id
