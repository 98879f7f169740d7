-- name:    iowa-liquor
-- kind:    profile
-- summary: Wholesale of liquor to the shops of Iowa, with its catalogue and its list of stores.
-- reads:   products
-- relations:
--   sales                  required
--   sales.invoice_item     key      Invoice/Item Number
--   sales.sold_on          date     Date
--   sales.store            key      Store Number
--   sales.item             key      Item Number
--   sales.bottles          integer  Bottles Sold
--   sales.amount           decimal  Sale (Dollars)
--   catalogue              optional
--   catalogue.item         key      Item Number
--   catalogue.category     text     Category Name
--   catalogue.description  text     Item Description
--   catalogue.vendor       text     Vendor Name ?
--   catalogue.bottle_cost  decimal  State Bottle Cost
--   catalogue.listed_on    date     List Date ?
--   stores                 optional
--   stores.store           key      Store
--   stores.name            text     Name
--   stores.status          text     Store Status
--   stores.city            text     City ?
-- notes:   The number ends in five digits for the line; a return begins RINV-. Numbers were used again for other stores and days, which is
--          why an invoice is a number of one customer and day. The cost of a line is its bottles at the unit cost that the table products
--          has when the line is loaded: a catalogue comes before or with the lines, else the cost is NULL.

select
    left(s.invoice_item, -5) as invoice_id,
    try_cast(right(s.invoice_item, 5) as integer) as line_no,
    s.store as customer_id,
    s.sold_on as invoice_date,
    case when starts_with(s.invoice_item, 'RINV-') or s.bottles < 0 then 'credit_note' else 'invoice' end as doc_type,
    s.item as product_id,
    s.bottles as quantity,
    s.amount as net_amount,
    s.bottles * p.unit_cost as cost_amount,
    s.raw_row,
from sales as s
left join products as p on p.product_id = s.item

-- yield: products

select
    c.item as product_id,
    c.description as name,
    c.category as category,
    c.vendor as brand,
    c.bottle_cost as unit_cost,
    c.listed_on as launch_date,
    c.raw_row,
from catalogue as c

-- yield: customers

select
    s.store as customer_id,
    s.name,
    s.city as region,
    s.raw_row,
from stores as s
