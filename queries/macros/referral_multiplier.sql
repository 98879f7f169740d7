-- name:    referral_multiplier
-- kind:    macro
-- summary: By how much referrals multiply the value of a customer who makes k of them, over a number of generations.
-- source:
-- args:
--   k            DOUBLE   number  required  converted referrals per customer
--   generations  INTEGER  number  1         generations counted; NULL for all
-- returns: DOUBLE number 2 for one referral and one generation; NULL for k below 0, and for all generations when k is 1 or more
-- example: select referral_multiplier(1), referral_multiplier(0.5, null)
-- notes:   Not additive: the customers referred have a value of their own. It never enters a total.
case
    when k is null or k < 0 then null
    when generations is null then case when k < 1 then 1.0::double / (1 - k) end
    else list_sum(list_transform(range(0, generations + 1), lambda g: pow(k::double, g)))
end
