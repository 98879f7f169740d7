-- summary: Export the lines of a ledger to csv, beside COPY of the same query.
-- answer: the file loads again, with the lines and the net amount of the manifest
-- does: export, csv
-- lines: 1/10
select
    i.source, i.invoice_id, i.line_no, i.customer_id, i.invoice_date, i.doc_type, i.product_id, i.quantity, i.net_amount, i.cost_amount, i.currency,
    i.reverses_invoice_id
from invoice_lines as i
