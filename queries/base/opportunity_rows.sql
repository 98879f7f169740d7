-- name:    opportunity_rows
-- kind:    base_table_macro
-- summary: Who stands in which area of opportunity, and for how much: what opportunity_map adds up (requirement B11).
-- grain:   one row per area and customer (or parent, or prospect)
-- source:  customer_facts, prospect_ranking, touch_log, deals, whitespace, potentials, pvm, product_sales, tier_span, band_8020, lapse_alerts, churn_value, referral_candidates, ex_customers, past_returns
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   area     INTEGER        number  1 to 11
--   unit_id  VARCHAR        key     customer_id, or prospect: and the prospect_id
--   value    DECIMAL(38,4)  money   what the area is worth there in a year; NULL when it cannot be said
-- notes:   The areas are ours. Who could be raised is asked at level customer. Prospects of the pipeline that became customers count as the customer.
select a.area as area, a.unit_id as unit_id, round(a.worth, 4)::decimal(38, 4) as value
from (
    select 1 as area, 'prospect:' || p.prospect_id as unit_id, p.estimate::double as worth
    from prospect_ranking(as_of := as_of) as p
    left join (
        select distinct t.prospect_id
        from landscape_base.touch_log(as_of := as_of) as t
        where t.prospect_id is not null and t.direction = 'out'
    ) as approached
        on p.prospect_id = approached.prospect_id
    where p.tier is null or (p.tier = 'A' and approached.prospect_id is null)
    union all
    select 2, coalesce(d.customer_id, 'prospect:' || d.prospect_id), sum(d.probability * coalesce(d.annual_amount, d.amount)::double)
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'open' and not d.is_repeat and coalesce(d.customer_id, d.prospect_id) is not null
    group by coalesce(d.customer_id, 'prospect:' || d.prospect_id)
    union all
    select 3, f.customer_id, f.value_12m::double
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
    where f.status = 'existing' and f.orders = 1 and f.value_12m > 0
    union all
    select 4, w.customer_id, sum(w.gap_value)::double
    from whitespace(as_of := as_of, level := level) as w
    where w.status = 'existing' and w.gap_value > 0
    group by w.customer_id
    union all
    select 5, p.customer_id, greatest(p.amount - p.value_12m, 0)::double
    from landscape_base.potentials(as_of := as_of) as p
    where p.standing is not null
    union all
    -- price effects below 0, shared out to who bought the product
    select 6, b.customer_id, sum(-v.price::double * b.net::double / b.all_net::double)
    from pvm(as_of := as_of) as v
    inner join (
        select s.customer_id, s.product_id, s.net, sum(s.net) over (partition by s.product_id) as all_net
        from landscape_base.product_sales(
            spans := landscape_base.tier_span(as_of, 12), as_of := as_of, product_level := 'product', level := level
        ) as s
        where s.net > 0
    ) as b
        on v.product_id = b.product_id
    where v.price < 0
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
    -- what a customer brings in its first year
    select 10, c.customer_id, case when c.referrals > 0 or c.success < 1 then c.success * y.mean_value end
    from referral_candidates(as_of := as_of, level := level) as c
    cross join (
        select avg(f.value_12m)::double as mean_value
        from landscape_base.customer_facts(as_of := as_of, level := level) as f
        where f.known_first > f.as_of - 365 and f.orders > 0
    ) as y
    where c.is_top
    union all
    select 11, d.customer_id, d.former_value::double * r.rate
    from landscape_base.ex_customers(as_of := as_of, level := level) as d
    cross join (
        select count(*) filter (where k.came_back)::double / nullif(count(*), 0) as rate
        from landscape_base.past_returns(as_of := as_of, level := level) as k
    ) as r
    where d.former_value > 0
) as a
where a.unit_id not in ('(unassigned)', '(generic)', '(internal)')
