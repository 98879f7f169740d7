-- summary: Ask a server on the loopback for lines as CSV, beside COPY of the same query to CSV; both into nothing.
-- answer: what both write into files reads back as the same rows
-- does: download, csv
-- lines: 1/10
select i.invoice_id, i.line_no, i.customer_id, i.invoice_date, i.product_id, i.quantity, i.net_amount from invoice_lines as i
