-- name:    northwind
-- kind:    profile
-- summary: The Northwind trader: orders and order lines together, with customers, products and categories where they are given.
-- relations:
--   orders                  required
--   orders.order_id         key      order_id
--   orders.customer_id      key      customer_id
--   orders.employee_id      key      employee_id ?
--   orders.order_date       date     order_date
--   orders.required_date    date     required_date
--   orders.shipped_date     date     shipped_date
--   orders.ship_country     text     ship_country ?
--   details                 required
--   details.order_id        key      order_id
--   details.product_id      key      product_id
--   details.unit_price      decimal  unit_price
--   details.quantity        integer  quantity
--   details.discount        decimal  discount
--   buyers                  optional
--   buyers.customer_id      key      customer_id
--   buyers.company_name     text     company_name
--   buyers.contact_title    text     contact_title ?
--   buyers.country          text     country ?
--   goods                   optional
--   goods.product_id        key      product_id
--   goods.product_name      text     product_name
--   goods.category_id       key      category_id
--   categories              optional
--   categories.category_id  key      category_id
--   categories.name         text     category_name
-- notes:   A line is worth unit_price * quantity * (1 - discount), computed exactly and kept with four decimals. The order number is the
--          invoice number. Prices and discounts were 4-byte floats (0.0500000007): four decimals are what was meant.

select
    d.order_id as invoice_id,
    o.customer_id,
    o.order_date as invoice_date,
    'invoice' as doc_type,
    d.product_id,
    d.quantity,
    (d.unit_price * d.quantity)::decimal(28,4) * (1 - d.discount)::decimal(9,4) as net_amount,
    o.employee_id as rep,
    o.ship_country as site,
    o.required_date as promised_date,
    o.shipped_date as delivered_date,
    d.raw_row,
from details as d
left join orders as o on o.order_id = d.order_id

-- yield: customers

select
    b.customer_id,
    b.company_name as name,
    b.country as region,
    b.raw_row,
from buyers as b

-- yield: products

select
    g.product_id,
    g.product_name as name,
    c.name as line,
    c.name as category,
    g.raw_row,
from goods as g
left join categories as c on c.category_id = g.category_id
