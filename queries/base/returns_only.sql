-- name:    returns_only
-- kind:    base_table_macro
-- summary: Customers without a purchase that have credit notes without an own invoice, which imply an earlier purchase (requirement A1).
-- grain:   one row per customer (or parent)
-- source:  basics, credit_lines, landscape_base.customers, customer_days, purchase_changes, unit_of
-- kept:    customer_id
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key  customer or root parent
-- notes:   Those with returns_only in customer_orders, without looking at every customer.
with config as materialized (
    select b.last_day, b.grain, b.matching
    from landscape_base.basics(as_of := as_of, level := level) as b
),

-- materialised, since a join on the unit's expression itself would be made as a product of all rows
members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

loose as materialized (
    select distinct m.unit_id
    from landscape_base.credit_lines as cl
    inner join members as m
        on cl.customer_id = m.customer_id
    cross join config
    where cl.credit_date <= config.last_day
        and (cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked'))
),

-- the days of these few accounts are looked up before the changes of their purchases are added
accounts as materialized (
    select m.customer_id, m.unit_id
    from members as m
    inner join loose as l
        on m.unit_id = l.unit_id
),

bought as (
    select distinct d.unit_id
    from (
        select a.unit_id, a.customer_id, cd.day, cd.purchases::bigint as purchases
        from landscape_base.customer_days as cd
        inner join accounts as a
            on cd.customer_id = a.customer_id
        cross join config
        where cd.day <= config.last_day
        union all
        select a.unit_id, a.customer_id, pc.day, pc.delta::bigint
        from landscape_base.purchase_changes as pc
        inner join accounts as a
            on pc.customer_id = a.customer_id
        cross join config
        where pc.basis = config.matching and pc.effective_on <= config.last_day
    ) as d
    group by d.unit_id, d.customer_id, d.day
    having sum(d.purchases) > 0
)

select l.unit_id as customer_id
from loose as l
anti join bought as b
    on l.unit_id = b.unit_id
