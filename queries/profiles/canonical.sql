-- name:    canonical
-- kind:    profile
-- summary: A file whose columns have the names of the table invoice_lines.
-- source_name: default
-- relations:
--   lines                      required
--   lines.source               key        source ?
--   lines.invoice_id           key        invoice_id ?
--   lines.line_no              integer    line_no ?
--   lines.customer_id          key        customer_id
--   lines.invoice_date         date       invoice_date
--   lines.order_id             key        order_id ?
--   lines.order_date           date       order_date ?
--   lines.doc_type             text       doc_type ?
--   lines.product_id           key        product_id ?
--   lines.quantity             decimal    quantity ?
--   lines.net_amount           decimal    net_amount
--   lines.cost_amount          decimal    cost_amount ?
--   lines.currency             text       currency ?
--   lines.reverses_invoice_id  key        reverses_invoice_id ?
--   lines.rep                  text       rep ?
--   lines.channel              text       channel ?
--   lines.site                 text       site ?
--   lines.promised_date        date       promised_date ?
--   lines.delivered_date       date       delivered_date ?
--   lines.recorded_at          timestamp  recorded_at ?
--   lines.attrs                map        attrs ?
-- notes:   Only customer_id, invoice_date and net_amount are needed. attrs is a JSON object.

select
    l.source,
    l.invoice_id,
    l.line_no,
    l.customer_id,
    l.invoice_date,
    l.order_id,
    l.order_date,
    l.doc_type,
    l.product_id,
    l.quantity,
    l.net_amount,
    l.cost_amount,
    l.currency,
    l.reverses_invoice_id,
    l.rep,
    l.channel,
    l.site,
    l.promised_date,
    l.delivered_date,
    l.recorded_at,
    l.attrs,
    l.raw_row,
from lines as l
