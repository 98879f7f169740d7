-- name:    invoice_days
-- kind:    base_view
-- summary: Money and lines of each invoice and order on each day.
-- grain:   one row per source, customer_id, day, order_id, invoice_id and doc_type
-- source:  ledger
-- columns:
--   source                VARCHAR        key     name of the source
--   customer_id           VARCHAR        key     canonical customer
--   day                   DATE           date    the invoice date
--   mi                    INTEGER        months  year * 12 + month - 1 of the day
--   order_id              VARCHAR        key     NULL when the lines belong to no order
--   invoice_id            VARCHAR        key     NULL when the lines belong to an order, which may have several invoices
--   doc_type              VARCHAR        text    'invoice', 'credit_note' or 'adjustment'
--   net_doc_total         DECIMAL(38,4)  money   sum of net amounts in document currency
--   net_total             DECIMAL(38,4)  money   sum of net amounts in base currency; NULL when no line has a rate
--   cost_total            DECIMAL(38,4)  money   sum of known costs; NULL when none is known
--   net_costed_total      DECIMAL(38,4)  money   net of the lines whose cost is known; NULL when none is known
--   net_abs_total         DECIMAL(38,4)  money   sum of absolute net amounts; NULL when no line has a rate
--   net_abs_costed_total  DECIMAL(38,4)  money   the same of the lines whose cost is known; NULL when none is known
--   line_count            BIGINT         count   never NULL
select
    l.source,
    l.customer_id,
    l.invoice_date as day,
    l.mi,
    l.order_id,
    case when l.order_id is null then l.invoice_id end as invoice_id,
    l.doc_type,
    sum(l.net_doc) as net_doc_total,
    sum(l.net) as net_total,
    sum(l.cost) as cost_total,
    sum(case when l.cost is not null then l.net end) as net_costed_total,
    sum(abs(l.net)) as net_abs_total,
    sum(case when l.cost is not null then abs(l.net) end) as net_abs_costed_total,
    count(*) as line_count
from landscape_base.ledger as l
group by
    l.source, l.customer_id, l.invoice_date, l.mi, l.order_id, case when l.order_id is null then l.invoice_id end, l.doc_type
