-- name:    churn_kind
-- kind:    macro
-- summary: The kind of churn from products and spend before and after: account, product, decreased_spend or none.
-- source:
-- args:
--   products_before  BIGINT         count  required  products bought before; 0 when the customer was not active
--   products_after   BIGINT         count  required  products bought after; 0 when the customer is lost
--   spend_before     DECIMAL(38,4)  money  required  spend before
--   spend_after      DECIMAL(38,4)  money  required  spend after
--   tolerance        DOUBLE         ratio  0.0       fall in spend that does not count
--   needs_drop       BOOLEAN        flag   false     product churn only where spend fell too
-- returns: VARCHAR text NULL when nothing was bought before
-- example: select churn_kind(5, 3, 100, 80)
case
    when coalesce(products_before, 0) <= 0 then null
    when coalesce(products_after, 0) <= 0 then 'account'
    when products_after < products_before then
        case when needs_drop and spend_after::decimal(28, 4) >= spend_before::decimal(28, 4) * (1 - tolerance)::decimal(9, 8) then 'none' else 'product' end
    when spend_after::decimal(28, 4) < spend_before::decimal(28, 4) * (1 - tolerance)::decimal(9, 8) then 'decreased_spend'
    else 'none'
end
