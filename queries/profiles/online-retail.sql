-- name:    online-retail
-- kind:    profile
-- summary: Invoice lines of the wholesaler of gifts published as Online Retail (UCI 352) and Online Retail II (UCI 502).
-- relations:
--   sales               required
--   sales.invoice_no    key        InvoiceNo | Invoice
--   sales.stock_code    key        StockCode
--   sales.quantity      integer    Quantity
--   sales.invoiced_at   timestamp  InvoiceDate
--   sales.unit_price    decimal    UnitPrice | Price
--   sales.customer_id   key        CustomerID | Customer ID
--   sales.country       text       Country
-- notes:   An invoice number that starts with C is a credit note, one that starts with A an adjustment of bad debt; neither names the
--          invoice it takes back. A negative quantity without the C is a write-off of stock at price 0 and stays an invoice line.

select
    s.invoice_no as invoice_id,
    s.customer_id,
    s.invoiced_at::date as invoice_date,
    case
        when starts_with(s.invoice_no, 'C') then 'credit_note'
        when starts_with(s.invoice_no, 'A') then 'adjustment'
        else 'invoice'
    end as doc_type,
    s.stock_code as product_id,
    s.quantity,
    s.quantity * s.unit_price as net_amount,
    s.country as site,
    s.raw_row,
from sales as s
