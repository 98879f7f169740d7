-- summary: Ask a server on the loopback for one number 200 times, and for every line as an Arrow stream that is decoded, beside reading them in process.
-- answer: as many rows arrive as the manifest has lines
-- does: serve
-- row: Arrow stream over HTTP
-- target: 1.67 x
select i.invoice_id, i.line_no, i.customer_id, i.invoice_date, i.product_id, i.quantity, i.net_amount from invoice_lines as i
