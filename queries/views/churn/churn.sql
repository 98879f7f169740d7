-- name:    churn
-- kind:    figure
-- summary: What kind of churn each customer shows: lost completely, fewer products, less spend, or none.
-- grain:   one row per customer_id with a line or a purchase in one of the churn windows
-- source:  config, churn_moves, product_moves, customer_orders, churn_kind
-- kept:    customer_id
-- args:
--   as_of               DATE     date    NULL  last day, inclusive; the setting when NULL
--   months              INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare             VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   tolerance           DOUBLE   ratio   NULL  fall in spend that does not count; the setting churn_tolerance when NULL
--   product_level       VARCHAR  text    NULL  line or product; the setting when NULL
--   product_needs_drop  BOOLEAN  flag    NULL  product churn only where spend fell too; the setting when NULL
--   level               VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id         VARCHAR        key    never NULL
--   name                VARCHAR        text   NULL when unknown
--   status              VARCHAR        text   existing, ex-customer or prospect
--   churn_kind          VARCHAR        text   account, product, decreased_spend or none; NULL when not active before
--   products_before     BIGINT         count  products bought before, at least 1 for an active customer; 0 when not active before
--   products_after      BIGINT         count  products bought after, at least 1 for an active customer; 0 when not active
--   spend_before        DECIMAL(38,4)  money  revenue in the window compared with
--   spend_after         DECIMAL(38,4)  money  revenue in the newest window
--   spend_change        DECIMAL(38,4)  money  spend_after - spend_before
--   product_level       VARCHAR        text   level in force
--   product_needs_drop  BOOLEAN        flag   rule in force
--   as_of               DATE           date   last day, inclusive
-- example: select churn_kind, count(*) as customers, sum(spend_change) as spend_change from churn group by churn_kind order by churn_kind
-- notes:   A label; the money lost is in churn_value. account means movement lost in revenue_split over the same windows. A product
--   counts as bought when its net value is above 0; products that are not in_profile do not count.
with config as materialized (
    select c.churn_tolerance as slack, c.product_needs_drop as needs
    from landscape_base.config(as_of := as_of, tolerance := tolerance, product_needs_drop := product_needs_drop) as c
),

products_of as materialized (
    select
        p.customer_id,
        p.product_level as grain,
        count(*) filter (where p.in_profile and p.v0 > 0) as count0,
        count(*) filter (where p.in_profile and p.v1 > 0) as count1,
    from landscape_base.product_moves(
        as_of := as_of, months := months, compare := compare, product_level := product_level, level := level
    ) as p
    group by p.customer_id, p.product_level
),

rule as (
    select g.grain, coalesce(config.needs, g.grain = 'product') as needs_drop
    from (select max(p.grain) as grain from products_of as p) as g
    cross join config
),

counted as (
    select
        m.customer_id,
        m.v0,
        m.v1,
        m.end_day,
        case when m.was_active then greatest(coalesce(p.count0, 0), 1) else 0 end as before,
        case when m.is_active then greatest(coalesce(p.count1, 0), 1) else 0 end as after,
    from landscape_base.churn_moves(as_of := as_of, months := months, compare := compare, level := level) as m
    left join products_of as p
        on m.customer_id = p.customer_id
    where m.kind = 'ranked'
)

select
    c.customer_id as customer_id,
    o.name as name,
    o.status as status,
    churn_kind(c.before, c.after, c.v0, c.v1, config.slack, rule.needs_drop) as churn_kind,
    c.before::bigint as products_before,
    c.after::bigint as products_after,
    c.v0 as spend_before,
    c.v1 as spend_after,
    (c.v1 - c.v0)::decimal(38, 4) as spend_change,
    rule.grain as product_level,
    rule.needs_drop as product_needs_drop,
    c.end_day as as_of,
from counted as c
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on c.customer_id = o.customer_id
cross join config
cross join rule
