-- name:    superstore
-- kind:    profile
-- summary: The Superstore sample of an office supplies retailer, with its customers and products.
-- relations:
--   orders                required
--   orders.row_id         integer  Row ID ?
--   orders.order_id       key      Order ID
--   orders.order_date     date     Order Date
--   orders.ship_date      date     Ship Date ?
--   orders.ship_mode      text     Ship Mode ?
--   orders.customer_id    key      Customer ID
--   orders.customer_name  text     Customer Name
--   orders.segment        text     Segment ?
--   orders.region         text     Region ?
--   orders.product_id     key      Product ID
--   orders.category       text     Category ?
--   orders.sub_category   text     Sub-Category ?
--   orders.product_name   text     Product Name ?
--   orders.sales          decimal  Sales
--   orders.quantity       decimal  Quantity
--   orders.profit         decimal  Profit
-- notes:   Sales is after discount, so the cost of a line is Sales - Profit. A product number can stand under two names: the first counts.

select
    o.order_id as invoice_id,
    o.row_id as line_no,
    o.customer_id,
    o.order_date as invoice_date,
    'invoice' as doc_type,
    o.product_id,
    o.quantity,
    o.sales as net_amount,
    o.sales - o.profit as cost_amount,
    o.ship_mode as channel,
    o.region as site,
    o.ship_date as delivered_date,
    o.raw_row,
from orders as o

-- yield: customers

select
    o.customer_id,
    o.customer_name as name,
    o.segment as industry,
    o.raw_row,
from orders as o

-- yield: products

select
    o.product_id,
    o.product_name as name,
    o.category as line,
    o.sub_category as category,
    o.raw_row,
from orders as o
