-- name:    customer_status
-- kind:    macro
-- summary: Existing, ex-customer or prospect, from the day of the last order.
-- source:  period_edge
-- args:
--   last_order    DATE     date    required  day of the last purchase; NULL without one
--   as_of         DATE     date    required  last day, inclusive
--   gap_months    INTEGER  months  12        months without a purchase after which a customer is an ex-customer
--   returns_only  BOOLEAN  flag    false     no purchase, but credit notes without an invoice, which imply an earlier one
-- returns: VARCHAR text
-- example: select customer_status(date '2025-01-01', date '2025-12-31')
case
    when last_order > period_edge(as_of, gap_months) and last_order <= as_of then 'existing'
    when last_order <= as_of or returns_only then 'ex-customer'
    else 'prospect'
end
