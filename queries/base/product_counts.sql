-- name:    product_counts
-- kind:    base_table_macro
-- summary: How many products a customer bought, by period and over the whole landscape window.
-- grain:   one row per customer (or parent) and period, and one with period NULL for the whole window
-- source:  basics, periods, days, ledger, credit_lines, landscape_base.customers, products, unit_of
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period       INTEGER  number  0 is the newest; NULL for the whole window
--   customer_id  VARCHAR  key     customer, root parent, or a row in parentheses that is never ranked
--   products     BIGINT   count   products whose net value in the window is above 0
-- notes:   The only part of the landscape that reads the lines. A line without product counts as the product '(none)'; what is not
--   in_profile, such as freight and fees, is no product.
with config as materialized (
    select b.last_day, b.grain, b.matching, b.crediting
    from landscape_base.basics(as_of := as_of, level := level) as b
),

day_periods as (
    select d.day, p.period as k
    from landscape_base.days as d
    inner join landscape_base.periods(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind
    ) as p
        on d.day > p.start_day and d.day <= p.end_day
),

amounts as (
    select l.customer_id, l.product_id, l.invoice_date as day, l.net
    from landscape_base.ledger as l
    cross join config
    where l.doc_type != 'credit_note' and l.invoice_date <= config.last_day
    union all
    select
        c.customer_id,
        c.product_id,
        case
            when config.crediting = 'origin' and (c.link = 'linked' or (c.link = 'matched' and config.matching = 'auto')) then c.target_date
            else c.credit_date
        end,
        c.net,
    from landscape_base.credit_lines as c
    cross join config
    where c.credit_date <= config.last_day
),

by_product as materialized (
    select
        landscape_base.unit_of(a.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        coalesce(a.product_id, '(none)') as product,
        dp.k,
        sum(a.net) as net,
    from amounts as a
    inner join day_periods as dp
        on a.day = dp.day
    inner join landscape_base.customers as cu
        on a.customer_id = cu.customer_id
    cross join config
    -- asked as a condition: a join with the products would hold the lines, of which it expects few
    where not coalesce(a.product_id in (select p.product_id from products as p where not p.in_profile), false)
    group by 1, 2, 3
),

whole as (
    select b.unit_id, b.product, sum(b.net) as net
    from by_product as b
    group by b.unit_id, b.product
)

select b.k as period, b.unit_id as customer_id, count(*) filter (where b.net > 0) as products
from by_product as b
group by b.k, b.unit_id
union all
select null, w.unit_id, count(*) filter (where w.net > 0)
from whole as w
group by w.unit_id
