-- name:    order_gaps
-- kind:    base_table_macro
-- summary: The order days of every customer, as a whole or by product line, each with the one before it, as known on a day.
-- grain:   one row per customer (or parent) and order day; per customer, product line and day when per is line
-- source:  basics, ledger, product_lines, purchase_days, landscape_base.customers
-- args:
--   per    VARCHAR  text  required  customer or line
--   as_of  DATE     date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL      customer or parent; the setting when NULL
-- columns:
--   unit_no     BIGINT  key   rowid in landscape_base.customers of the customer or root parent
--   line_no     BIGINT  key   as in product_lines; 0 when per is customer
--   day         DATE    date  a day with a purchase; per line one with an invoice line above 0 of it too
--   day_before  DATE    date  the order day before it; NULL for the first
-- notes:   Numbers stand for names, which takes a third off the time over millions of rows.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

accounts as materialized (
    select cu.customer_id, cu.rowid as account_no, case when config.grain = 'parent' then root.rowid else cu.rowid end as unit_no,
    from landscape_base.customers as cu
    left join landscape_base.customers as root
        on cu.parent_id = root.customer_id
    cross join config
    where cu.kind = 'ranked'
),

sold as (
    select a.account_no, a.unit_no, p.line_no, l.invoice_date as day
    from landscape_base.ledger as l
    inner join landscape_base.product_lines as p
        on l.product_id = p.product_id
    inner join accounts as a
        on l.customer_id = a.customer_id
    cross join config
    where per = 'line' and l.doc_type = 'invoice' and l.net > 0 and l.invoice_date <= config.last_day
    group by a.account_no, a.unit_no, p.line_no, l.invoice_date
),

-- the few days whose purchases do not stand, instead of the many whose do
other_days as (
    select a.account_no, pd.day
    from landscape_base.purchase_days(as_of := as_of, every := true) as pd
    inner join accounts as a
        on pd.customer_id = a.customer_id
    where per = 'line' and pd.purchases <= 0
),

order_days as (
    select a.unit_no * 1000000 as key_no, pd.day
    from landscape_base.purchase_days(as_of := as_of) as pd
    inner join accounts as a
        on pd.customer_id = a.customer_id
    where per = 'customer'
    union all
    select s.unit_no * 1000000 + s.line_no, s.day
    from sold as s
    anti join other_days as o
        on s.account_no = o.account_no and s.day = o.day
)

-- two accounts of a group may buy on one day: the second row of the day has no gap
select
    s.key_no // 1000000 as unit_no,
    s.key_no % 1000000 as line_no,
    s.day as day,
    s.day_before as day_before,
from (
    select o.key_no, o.day, lag(o.day) over (partition by o.key_no order by o.day) as day_before,
    from order_days as o
) as s
where s.day_before is distinct from s.day
