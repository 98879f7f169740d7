-- summary: Ask a server on the loopback for lines as NDJSON, beside COPY of the same query to JSON; both into nothing.
-- answer: what both write into files reads back as the same rows
-- does: download, ndjson
-- lines: 1/10
select
    i.invoice_id, i.line_no, i.customer_id, i.invoice_date, i.product_id, cast(i.quantity as varchar) as quantity,
    cast(i.net_amount as varchar) as net_amount
from invoice_lines as i
