-- name:    ltv_tiers
-- kind:    base_table_macro
-- summary: Where each customer stands in the yearly chain of tiers: its tier of the last 12 months by revenue, or 'none' for an ex-customer.
-- grain:   one row per customer (or parent) with a purchase
-- source:  ranked_spans, tier_span, customer_orders
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key   customer or root parent
--   state        VARCHAR  text  a tier or 'none'
select o.customer_id as customer_id, case when o.computed_status = 'existing' then r.tier else 'none' end as state
from landscape_base.customer_orders(as_of := as_of) as o
left join landscape_base.ranked_spans(
    spans := landscape_base.tier_span(as_of, 12), as_of := as_of, measure := 'revenue'
) as r
    on o.customer_id = r.customer_id and r.kind = 'ranked'
where o.orders > 0 and (o.computed_status != 'existing' or r.tier is not null)
