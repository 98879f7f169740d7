-- name:    prospect_tier
-- kind:    macro
-- summary: The tier a prospect would have as a customer: the floors are the least revenue of an A and of a B customer.
-- source:
-- args:
--   estimate  DECIMAL(38,4)  money  required  expected revenue in a year
--   a_floor   DECIMAL(38,4)  money  required  as tier_floors gives it; NULL without A customers
--   b_floor   DECIMAL(38,4)  money  required  as tier_floors gives it; NULL without B customers
-- returns: VARCHAR text A, B or C; NULL where the estimate is NULL
-- example: select prospect_tier(150, 140, 60), prospect_tier(100, 140, null)
-- notes:   A prospect equal to the least A customer is A, as that customer is.
case
    when estimate is null then null
    when estimate >= a_floor then 'A'
    when estimate >= b_floor then 'B'
    else 'C'
end
