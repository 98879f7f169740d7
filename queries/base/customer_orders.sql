-- name:    customer_orders
-- kind:    base_table_macro
-- summary: First and last purchase, credit notes and status of every customer, as known on a day (requirement A1, common rules CS5, CS10).
-- grain:   one row per customer (or parent) that the ledger up to as_of or the table customers names
-- source:  basics, customers, landscape_base.customers, aliases, purchase_days, customer_days, credit_lines, customer_status, unit_of
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR  key    customer or root parent
--   name             VARCHAR  text   name in customers; NULL when unknown
--   status           VARCHAR  text   existing, ex-customer or prospect; status_override wins
--   computed_status  VARCHAR  text   the same without status_override
--   first_order      DATE     date   first purchase in the ledger; NULL without one
--   stated_first     DATE     date   customers.first_order_date; NULL when unknown
--   known_first      DATE     date   the earlier of first_order and customers.first_order_date
--   last_order       DATE     date   last purchase; NULL without one
--   orders           BIGINT   count  purchases
--   order_days       BIGINT   count  days with a purchase
--   credit_lines     BIGINT   count  credit note lines
--   unlinked_lines   BIGINT   count  credit note lines without an own invoice
--   first_unlinked   DATE     date   first credit note line without an own invoice; NULL without one
--   last_credit      DATE     date   last credit note line; NULL without one
--   first_line       DATE     date   first line of any kind; NULL without one up to as_of
--   zero_invoices    BIGINT   count  invoices worth exactly 0
--   overridden       BOOLEAN  flag   status_override is set
with config as materialized (
    select b.last_day, b.grain, b.matching, b.gap
    from landscape_base.basics(as_of := as_of, level := level) as b
),

purchases as (
    select
        pd.customer_id,
        min(pd.day) as first_day,
        max(pd.day) as last_purchase,
        sum(pd.purchases) as purchase_count,
        count(*) as day_count,
    from landscape_base.purchase_days(as_of := as_of) as pd
    group by pd.customer_id
),

credits as (
    select
        cl.customer_id,
        count(*) as credit_count,
        count(*) filter (where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')) as loose_count,
        min(cl.credit_date) filter (
            where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')
        ) as first_loose_day,
        max(cl.credit_date) as last_credit_day,
    from landscape_base.credit_lines as cl
    cross join config
    where cl.credit_date <= config.last_day
    group by cl.customer_id
),

seen as (
    select cd.customer_id, min(cd.day) as first_line_day, sum(cd.zero_invoices) as zero_count
    from landscape_base.customer_days as cd
    cross join config
    where cd.day <= config.last_day
    group by cd.customer_id
),

described as (
    select distinct coalesce(a.customer_id, c.customer_id) as customer_id
    from customers as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
),

units as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        min(p.first_day) as first_day,
        min(cu.first_order_date) as stated_day,
        least(min(p.first_day), min(cu.first_order_date)) as earliest_day,
        max(p.last_purchase) as last_purchase,
        coalesce(sum(p.purchase_count), 0)::bigint as purchase_count,
        coalesce(sum(p.day_count), 0)::bigint as day_count,
        coalesce(sum(c.credit_count), 0)::bigint as credit_count,
        coalesce(sum(c.loose_count), 0)::bigint as loose_count,
        min(c.first_loose_day) as first_loose_day,
        max(c.last_credit_day) as last_credit_day,
        min(s.first_line_day) as first_line_day,
        coalesce(sum(s.zero_count), 0)::bigint as zero_count,
    from landscape_base.customers as cu
    left join purchases as p
        on cu.customer_id = p.customer_id
    left join credits as c
        on cu.customer_id = c.customer_id
    left join seen as s
        on cu.customer_id = s.customer_id
    left join described as d
        on cu.customer_id = d.customer_id
    cross join config
    where cu.kind = 'ranked' and (s.customer_id is not null or d.customer_id is not null)
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
)

select
    u.unit_id as customer_id,
    own.name as name,
    coalesce(
        own.status_override,
        customer_status(u.last_purchase, config.last_day, config.gap, u.purchase_count = 0 and u.loose_count > 0)
    ) as status,
    customer_status(u.last_purchase, config.last_day, config.gap, u.purchase_count = 0 and u.loose_count > 0) as computed_status,
    u.first_day as first_order,
    u.stated_day as stated_first,
    u.earliest_day as known_first,
    u.last_purchase as last_order,
    u.purchase_count as orders,
    u.day_count as order_days,
    u.credit_count as credit_lines,
    u.loose_count as unlinked_lines,
    u.first_loose_day as first_unlinked,
    u.last_credit_day as last_credit,
    u.first_line_day as first_line,
    u.zero_count as zero_invoices,
    own.status_override is not null as overridden,
from units as u
left join landscape_base.customers as own
    on u.unit_id = own.customer_id
cross join config
