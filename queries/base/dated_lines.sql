-- name:    dated_lines
-- kind:    base_table_macro
-- summary: The lines, and the credit notes known at a day, each on the day on which it counts: what every pass over products begins with.
-- grain:   one row per line of ledger that is no credit note, and one per credit note up to as_of
-- source:  basics, ledger, credit_lines
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key       canonical customer, or '(unassigned)'
--   product_id   VARCHAR        key       NULL when unknown
--   day          DATE           date      invoice date; of a credit note that takes back an invoice, its day under credit_period origin
--   quantity     DECIMAL(18,4)  quantity  NULL when unknown
--   net          DECIMAL(18,4)  money     net amount in base currency; NULL when the rate is missing
--   cost         DECIMAL(18,4)  money     cost in base currency; NULL when unknown
--   source       VARCHAR        key       of the line, and so all others
--   invoice_id   VARCHAR        key
--   line_no      INTEGER        number
--   invoice_date DATE           date
--   doc_type     VARCHAR        text
--   currency     VARCHAR        text
--   row_no       BIGINT         number    tells equal lines apart within one query; below 0 for credit notes
-- notes:   Join it with the days that are wanted, none of them after as_of: that leaves out the lines of later days, and DuckDB then reads only the
--   months wanted and knows how many lines to expect. Call it once for each pass: a table expression over it that is used twice is kept
--   whole, with every line of the ledger.
with config as materialized (
    select b.last_day, b.matching, b.crediting
    from landscape_base.basics(as_of := as_of) as b
)

select
    l.customer_id as customer_id,
    l.product_id as product_id,
    l.invoice_date as day,
    l.quantity as quantity,
    l.net as net,
    l.cost as cost,
    l.source as source,
    l.invoice_id as invoice_id,
    l.line_no as line_no,
    l.invoice_date as invoice_date,
    l.doc_type as doc_type,
    l.currency as currency,
    l.row_no as row_no,
from landscape_base.ledger as l
where l.doc_type != 'credit_note'
union all
select
    c.customer_id,
    c.product_id,
    case
        when config.crediting = 'origin' and (c.link = 'linked' or (c.link = 'matched' and config.matching = 'auto')) then c.target_date
        else c.credit_date
    end,
    c.quantity,
    c.net,
    c.cost,
    c.source,
    c.invoice_id,
    c.line_no,
    c.credit_date,
    'credit_note',
    c.currency,
    -1 - c.rowid,
from landscape_base.credit_lines as c
cross join config
where c.credit_date <= config.last_day
