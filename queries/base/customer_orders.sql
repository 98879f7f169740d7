-- name:    customer_orders
-- kind:    base_table_macro
-- summary: First and last purchase, credit notes and status of every customer, as known on a day (requirement A1, common rules CS5, CS10).
-- grain:   one row per customer (or parent) that the ledger up to as_of or the table customers names
-- source:  basics, customers, landscape_base.customers, aliases, purchase_days, credit_lines, customer_status, unit_of
-- kept:    customer_id
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
--   returns_only     BOOLEAN  flag   no purchase, but credit notes without an own invoice, which imply an earlier one
--   first_unlinked   DATE     date   first credit note line without an own invoice; NULL without one
--   last_credit      DATE     date   last credit note line; NULL without one
--   first_line       DATE     date   first line of any kind; NULL without one up to as_of
--   zero_invoices    BIGINT   count  invoices worth exactly 0
--   overridden       BOOLEAN  flag   status_override is set
with config as materialized (
    select b.last_day, b.grain, b.matching, b.gap
    from landscape_base.basics(as_of := as_of, level := level) as b
),

-- days are many and accounts are few: they are put together before anything is joined
by_account as (
    select
        pd.customer_id,
        min(pd.day) as first_line_day,
        min(pd.day) filter (where pd.purchases > 0) as first_day,
        max(pd.day) filter (where pd.purchases > 0) as last_purchase,
        sum(pd.purchases) filter (where pd.purchases > 0) as purchase_count,
        count(*) filter (where pd.purchases > 0) as day_count,
        sum(pd.zero_invoices) as zero_count,
    from landscape_base.purchase_days(as_of := as_of, every := true) as pd
    group by pd.customer_id
),

dated as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        min(a.first_line_day) as first_line_day,
        min(a.first_day) as first_day,
        max(a.last_purchase) as last_purchase,
        sum(a.purchase_count) as purchase_count,
        sum(a.day_count) as day_count,
        sum(a.zero_count) as zero_count,
    from by_account as a
    inner join landscape_base.customers as cu
        on a.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
),

credits as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        count(*) as credit_count,
        count(*) filter (where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')) as loose_count,
        min(cl.credit_date) filter (
            where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')
        ) as first_loose_day,
        max(cl.credit_date) as last_credit_day,
    from landscape_base.credit_lines as cl
    inner join landscape_base.customers as cu
        on cl.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    where cl.credit_date <= config.last_day
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
),

-- customers that the table customers names, whether they have a line or not
described as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        min(cu.first_order_date) as stated_day,
    from customers as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join landscape_base.customers as cu
        on coalesce(a.customer_id, c.customer_id) = cu.customer_id and cu.kind = 'ranked'
    cross join config
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
),

units as (
    select
        coalesce(dated.unit_id, described.unit_id) as unit_id,
        dated.first_day,
        described.stated_day,
        least(dated.first_day, described.stated_day) as earliest_day,
        dated.last_purchase,
        coalesce(dated.purchase_count, 0)::bigint as purchase_count,
        coalesce(dated.day_count, 0)::bigint as day_count,
        coalesce(c.credit_count, 0)::bigint as credit_count,
        coalesce(c.loose_count, 0)::bigint as loose_count,
        coalesce(dated.purchase_count, 0) = 0 and coalesce(c.loose_count, 0) > 0 as only_returns,
        c.first_loose_day,
        c.last_credit_day,
        dated.first_line_day,
        coalesce(dated.zero_count, 0)::bigint as zero_count,
    from dated
    full join described
        on dated.unit_id = described.unit_id
    left join credits as c
        on coalesce(dated.unit_id, described.unit_id) = c.unit_id
)

select
    u.unit_id as customer_id,
    own.name as name,
    coalesce(own.status_override, customer_status(u.last_purchase, config.last_day, config.gap, u.only_returns)) as status,
    customer_status(u.last_purchase, config.last_day, config.gap, u.only_returns) as computed_status,
    u.first_day as first_order,
    u.stated_day as stated_first,
    u.earliest_day as known_first,
    u.last_purchase as last_order,
    u.purchase_count as orders,
    u.day_count as order_days,
    u.credit_count as credit_lines,
    u.loose_count as unlinked_lines,
    u.only_returns as returns_only,
    u.first_loose_day as first_unlinked,
    u.last_credit_day as last_credit,
    u.first_line_day as first_line,
    u.zero_count as zero_invoices,
    own.status_override is not null as overridden,
from units as u
left join landscape_base.customers as own
    on u.unit_id = own.customer_id
cross join config
