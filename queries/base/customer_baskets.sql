-- name:    customer_baskets
-- kind:    base_table_macro
-- summary: What one customer bought of each product line in the last window and the one before.
-- grain:   one row per product line, or product where none has a line
-- source:  basics, ledger, products, landscape_base.customers, aliases, periods, tier_length
-- args:
--   customer  VARCHAR  key   required  customer_id, or that of an account merged into it; of a root parent at level parent
--   as_of     DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   line        VARCHAR        text  products.line, else name, else product_id; (none) without a product
--   in_profile  BOOLEAN        flag  counts as a product; freight, fees and samples do not
--   v0          DECIMAL(38,4)  money  revenue in the window before
--   v1          DECIMAL(38,4)  money  revenue in the window
-- notes:   Lines count on their own day. The windows are of tier_months.
with config as materialized (
    select b.last_day, b.grain, p.start_day, p.before_start, p.before_end
    from landscape_base.basics(as_of := as_of) as b
    cross join landscape_base.periods(
        as_of := as_of, period_months := landscape_base.tier_length(null), years := 1, period_kind := 'rolling'
    ) as p
    where p.period = 0
),

accounts as materialized (
    select cu.customer_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
        and case when config.grain = 'parent' then cu.parent_id else cu.customer_id end = coalesce(
            (select min(a.customer_id) from landscape_base.aliases as a where a.alias_id = customer), customer
        )
),

-- joined by month, so that only the months of the windows are read
months as materialized (
    select unnest(range(
        year(config.before_start) * 12 + month(config.before_start) - 1, year(config.last_day) * 12 + month(config.last_day)
    ))::integer as mi
    from config
)

select
    coalesce(p.line, p.name, l.product_id, '(none)') as line,
    coalesce(p.in_profile, true) as in_profile,
    coalesce(sum(l.net) filter (where l.invoice_date > config.before_start and l.invoice_date <= config.before_end), 0)::decimal(38, 4) as v0,
    coalesce(sum(l.net) filter (where l.invoice_date > config.start_day), 0)::decimal(38, 4) as v1,
from landscape_base.ledger as l
inner join months as m
    on l.mi = m.mi
inner join accounts as a
    on l.customer_id = a.customer_id
left join products as p
    on l.product_id = p.product_id
cross join config
where l.invoice_date > config.before_start and l.invoice_date <= config.last_day
group by coalesce(p.line, p.name, l.product_id, '(none)'), coalesce(p.in_profile, true)
