-- name:    opportunity_rows
-- kind:    base_table_macro
-- summary: Who stands in which area of opportunity, and for how much: what opportunity_map adds up (requirement B11).
-- grain:   one row per area and customer (or parent, or prospect)
-- source:  config, customer_facts, prospect_ranking, touch_log, deals, whitespace, pvm, product_sales, tier_span, band_8020, lapse_alerts, churn_value, referral_candidates, dormant, reactivation_case
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   area     INTEGER        number  1 to 11
--   unit_id  VARCHAR        key     customer_id, or prospect: and the prospect_id
--   value    DECIMAL(38,4)  money   what the area is worth there in a year; NULL when it cannot be said
-- notes:   The areas are ours. Prospects of the pipeline that became customers count as the customer.
with facts as materialized (
    select f.*
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

approached as (
    select distinct t.prospect_id
    from landscape_base.touch_log(as_of := as_of) as t
    where t.prospect_id is not null and t.direction = 'out'
),

prospects_of as (
    select p.prospect_id, p.estimate
    from prospect_ranking(as_of := as_of) as p
    left join approached as a
        on p.prospect_id = a.prospect_id
    where p.tier is null or (p.tier = 'A' and a.prospect_id is null)
),

-- what a first-year customer brings, for referrals
first_years as (
    select avg(f.value_12m)::double as mean_value
    from facts as f
    where f.known_first > f.as_of - 365 and f.orders > 0
),

-- price effects below 0, shared out to who bought the product
dearer as (
    select v.product_id, -v.price as forgone
    from pvm(as_of := as_of) as v
    where v.price < 0
),

buyers as (
    select s.customer_id, d.forgone::double * s.net::double / (sum(s.net) over (partition by s.product_id))::double as part
    from landscape_base.product_sales(
        spans := landscape_base.tier_span(as_of, 12), as_of := as_of, product_level := 'product', level := level
    ) as s
    inner join dearer as d
        on s.product_id = d.product_id
    where s.net > 0
),

gaps as materialized (
    select w.customer_id, sum(w.gap_value) as gap
    from whitespace(as_of := as_of, level := level) as w
    where w.status = 'existing' and w.gap_value > 0
    group by w.customer_id
),

-- the least revenue of an existing customer of the tier above the last
floors as (
    select min(f.value_12m) as least_revenue
    from facts as f
    inner join landscape_base.config(as_of := as_of, level := level) as c
        on f.tier = c.tier_labels[-2]
    where f.status = 'existing'
),

come_back as (
    select sum(r.reactivated)::double / nullif(sum(r.past_customers), 0) as rate
    from reactivation_case(as_of := as_of, level := level) as r
),

areas as (
    select 1 as area, 'prospect:' || p.prospect_id as unit_id, p.estimate::double as worth
    from prospects_of as p
    union all
    select 2, coalesce(d.customer_id, 'prospect:' || d.prospect_id), sum(d.probability * coalesce(d.annual_amount, d.amount)::double)
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'open' and not d.is_repeat and coalesce(d.customer_id, d.prospect_id) is not null
    group by coalesce(d.customer_id, 'prospect:' || d.prospect_id)
    union all
    select 3, f.customer_id, f.value_12m::double
    from facts as f
    where f.status = 'existing' and f.orders = 1 and f.value_12m > 0
    union all
    select 4, g.customer_id, g.gap::double
    from gaps as g
    union all
    select 5, f.customer_id, g.gap::double
    from facts as f
    inner join landscape_base.config(as_of := as_of, level := level) as c
        on f.tier = c.tier_labels[-1]
    inner join gaps as g
        on f.customer_id = g.customer_id
    inner join floors as fl
        on f.value_12m + g.gap >= fl.least_revenue
    where f.status = 'existing'
    union all
    select 6, b.customer_id, sum(b.part)
    from buyers as b
    group by b.customer_id
    union all
    select 7, b.customer_id, -b.value::double
    from band_8020(as_of := as_of, level := level) as b
    where b.value < 0
    union all
    select 8, a.customer_id, a.value_at_stake::double
    from lapse_alerts(as_of := as_of, level := level) as a
    where a.alert and a.value_at_stake > 0
    union all
    select 9, c.customer_id, sum(c.product + c.decreased)::double
    from churn_value(as_of := as_of, level := level) as c
    group by c.customer_id
    having sum(c.product + c.decreased) > 0
    union all
    select 10, c.customer_id, case when c.referrals > 0 or c.success < 1 then c.success * y.mean_value end
    from referral_candidates(as_of := as_of, level := level) as c
    cross join first_years as y
    where c.is_top
    union all
    select 11, d.customer_id, d.former_value::double * r.rate
    from dormant(as_of := as_of, level := level) as d
    cross join come_back as r
    where d.former_value > 0
)

select a.area as area, a.unit_id as unit_id, round(a.worth, 4)::decimal(38, 4) as value
from areas as a
where a.unit_id not in ('(unassigned)', '(generic)', '(internal)')
