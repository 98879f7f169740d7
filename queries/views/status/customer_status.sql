-- name:    customer_status
-- kind:    figure
-- summary: Every customer and prospect as existing, ex-customer or prospect, and what that rests on.
-- grain:   one row per kind and customer_id
-- source:  config, customer_orders, typical_gaps, prospects, aliases
-- kept:    customer_id
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR  key    never NULL; the prospect_id in a row of kind prospect
--   name             VARCHAR  text   NULL when unknown
--   kind             VARCHAR  text   customer, or prospect for a row of the table prospects that was not converted
--   status           VARCHAR  text   existing, ex-customer or prospect
--   basis            VARCHAR  text   what decided: status_override, last_order, returns_only, reversed_only, zero_value_only, no_order, prospects
--   first_order      DATE     date   first purchase in the ledger; NULL without one
--   last_order       DATE     date   last purchase; NULL without one
--   days_since_last  INTEGER  days   from last_order to as_of; NULL without a purchase
--   orders           BIGINT   count  purchases
--   returns_only     BOOLEAN  flag   no purchase, but credit notes without an own invoice: they imply an earlier purchase
--   reversed_only    BOOLEAN  flag   no purchase is left: credit notes take back every invoice
--   zero_value_only  BOOLEAN  flag   nothing but invoices worth 0, such as free samples
--   left_censored    BOOLEAN  flag   first_order is so near to the start of the ledger that it may not be the first
--   as_of            DATE     date   last day, inclusive
-- example: select status, basis, count(*) as customers from customer_status group by status, basis order by customers desc
-- notes:   A customer is existing when its last purchase lies within churn_gap months. Left-censored: first_order within left_censor_days of
--   ledger_complete_from (by default the customer's own typical gap, at least 180), unless customers.first_order_date lies on that
--   day or later. Who is never ranked (generic and internal accounts) has no status.
with config as materialized (
    select c.as_of as last_day, c.ledger_complete_from as complete_from, c.left_censor_days as censor_days
    from landscape_base.config(as_of := as_of, level := level) as c
),

customers_seen as materialized (
    select
        o.*,
        o.orders = 0 and o.unlinked_lines = 0 and o.credit_lines > 0 as only_reversed,
        o.orders = 0 and o.credit_lines = 0 and o.zero_invoices > 0 as only_free,
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

leads as (
    select p.prospect_id, p.name
    from prospects as p
    left join landscape_base.aliases as a
        on p.customer_id = a.alias_id
    cross join config
    where coalesce(p.created_date <= config.last_day, true)
        and coalesce(p.converted_date > config.last_day, p.customer_id is null)
        and coalesce(a.customer_id, p.customer_id, '') not in (select c.customer_id from customers_seen as c)
)

select
    c.customer_id as customer_id,
    c.name as name,
    'customer' as kind,
    c.status as status,
    case
        when c.overridden then 'status_override'
        when c.orders > 0 then 'last_order'
        when c.returns_only then 'returns_only'
        when c.only_reversed then 'reversed_only'
        when c.only_free then 'zero_value_only'
        else 'no_order'
    end as basis,
    c.first_order as first_order,
    c.last_order as last_order,
    (config.last_day - c.last_order)::integer as days_since_last,
    c.orders as orders,
    c.returns_only as returns_only,
    c.only_reversed as reversed_only,
    c.only_free as zero_value_only,
    coalesce(
        c.first_order - config.complete_from <= coalesce(config.censor_days, greatest(g.typical_gap, 180))
        and not coalesce(c.stated_first >= config.complete_from, false),
        false
    ) as left_censored,
    config.last_day as as_of,
from customers_seen as c
left join landscape_base.typical_gaps(as_of := as_of, level := level) as g
    on c.customer_id = g.customer_id
cross join config
union all
select
    l.prospect_id,
    l.name,
    'prospect',
    'prospect',
    'prospects',
    null,
    null,
    null,
    0,
    false,
    false,
    false,
    false,
    config.last_day,
from leads as l
cross join config
