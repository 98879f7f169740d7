-- name:    forecast_lines
-- kind:    base_table_macro
-- summary: Net sales of each product line by calendar month, the partial last month included.
-- grain:   one row per line and month with an invoice line up to as_of; no row where no product has a line
-- source:  basics, ledger, products, month_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   series  VARCHAR        text   product line; (none) where the product is unknown or has none
--   month   DATE           date   first day of the month
--   net     DECIMAL(38,4)  money  net amounts
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
    where exists (select 1 from products as p where p.line is not null)
),

lined as (
    select p.product_id, p.line
    from products as p
    where p.line is not null
),

by_product as (
    select l.product_id, l.mi, sum(l.net) as net
    from landscape_base.ledger as l
    cross join config
    where l.invoice_date <= config.last_day
    group by l.product_id, l.mi
)

select
    coalesce(k.line, '(none)') as series,
    landscape_base.month_edge(b.mi) + 1 as month,
    coalesce(sum(b.net), 0)::decimal(38, 4) as net,
from by_product as b
left join lined as k
    on b.product_id = k.product_id
group by coalesce(k.line, '(none)'), b.mi
