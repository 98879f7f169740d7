-- name:    credited_customers
-- kind:    report
-- summary: Who gets the most back in credit notes?
-- grain:   one row per customer_id
-- source:  ledger, landscape_base.customers, config, period_edge
-- args:
--   n      INTEGER  count  20    rows
--   as_of  DATE     date   NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    never NULL
--   name          VARCHAR        text   NULL when unknown
--   invoiced      DECIMAL(38,4)  money  invoices of the twelve months up to the last day
--   credited      DECIMAL(38,4)  money  credit notes of the twelve months, above 0
--   credit_ratio  DOUBLE         ratio  credited divided by invoiced; NULL when that is not positive
--   credit_lines  BIGINT         count  lines of credit notes
-- chart:   bar customer_id credited
-- example: .report credited_customers
select
    l.customer_id as customer_id,
    any_value(c.name) as name,
    coalesce(sum(l.net) filter (where l.doc_type = 'invoice'), 0)::decimal(38, 4) as invoiced,
    (-sum(l.net) filter (where l.doc_type = 'credit_note'))::decimal(38, 4) as credited,
    case
        when sum(l.net) filter (where l.doc_type = 'invoice') > 0
            then (-sum(l.net) filter (where l.doc_type = 'credit_note'))::double / (sum(l.net) filter (where l.doc_type = 'invoice'))::double
    end as credit_ratio,
    count(*) filter (where l.doc_type = 'credit_note') as credit_lines,
from landscape_base.ledger as l
cross join landscape_base.config(as_of := $as_of) as f
left join landscape_base.customers as c
    on l.customer_id = c.customer_id
where l.invoice_date > period_edge(f.as_of, 12) and l.invoice_date <= f.as_of
group by l.customer_id
having sum(l.net) filter (where l.doc_type = 'credit_note') < 0
order by 4 desc, 1
limit $n
