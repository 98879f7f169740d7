-- name:    revenue_by_product
-- kind:    report
-- summary: Which product lines bring how much, and how did each change over a year?
-- grain:   one row per product line, or product
-- source:  ledger, products, config, period_edge
-- args:
--   n      INTEGER  count  20      rows
--   by     VARCHAR  text   'line'  line or product
--   as_of  DATE     date   NULL    last day, inclusive; the setting when NULL
-- columns:
--   item            VARCHAR        text   product line or product; (none) without one
--   revenue         DECIMAL(38,4)  money  of the twelve months up to the last day
--   share           DOUBLE         ratio  of the revenue of all; NULL when that is not positive
--   revenue_before  DECIMAL(38,4)  money  of the twelve months before
--   change          DECIMAL(38,4)  money  revenue less revenue_before
--   customers       BIGINT         count  customers with a line in the twelve months
-- chart:   bar item revenue
-- example: .report revenue_by_product n=10
with windows as (
    select
        c.as_of as last_day,
        period_edge(c.as_of, 12) as start_day,
        period_edge(c.as_of, 24) as before_day,
    from landscape_base.config(as_of := $as_of) as c
),

sums as (
    select
        coalesce(case when $by = 'product' then coalesce(p.name, l.product_id) else p.line end, '(none)') as item,
        sum(l.net) filter (where l.invoice_date > w.start_day) as revenue,
        sum(l.net) filter (where l.invoice_date <= w.start_day) as revenue_before,
        count(distinct l.customer_id) filter (where l.invoice_date > w.start_day) as customers,
    from landscape_base.ledger as l
    cross join windows as w
    left join products as p
        on l.product_id = p.product_id
    where l.invoice_date > w.before_day and l.invoice_date <= w.last_day
    group by 1
)

select
    s.item as item,
    coalesce(s.revenue, 0)::decimal(38, 4) as revenue,
    case when sum(s.revenue) over () > 0 then coalesce(s.revenue, 0)::double / (sum(s.revenue) over ())::double end as share,
    coalesce(s.revenue_before, 0)::decimal(38, 4) as revenue_before,
    (coalesce(s.revenue, 0) - coalesce(s.revenue_before, 0))::decimal(38, 4) as change,
    s.customers as customers,
from sums as s
order by 2 desc, 1
limit $n
