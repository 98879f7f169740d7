-- name:    ltv_simple
-- kind:    macro
-- summary: Lifetime value from a yearly margin and a constant retention rate, discounted by year.
-- source:
-- args:
--   margin       DOUBLE   money   required  margin of a customer in a year
--   retention    DOUBLE   ratio   required  probability to stay another year
--   discount     DOUBLE   ratio   0.10      yearly effective rate
--   years        INTEGER  number  NULL      years counted; NULL for all
--   include_now  BOOLEAN  flag    false     count the current year as well
-- returns: DOUBLE money NULL for all years when the value does not shrink, that is when retention >= 1 + discount
-- example: select ltv_simple(100, 0.8), ltv_simple(100, 0.8, years := 3), ltv_simple(100, 0.8, include_now := true)
case
    when retention < 0 or discount <= -1 then null
    when years is null and retention::double / (1 + discount) >= 1 then null
    when retention::double / (1 + discount) = 1 then margin::double * years
    else margin::double * (retention::double / (1 + discount))
        * (1 - case when years is null then 0 else pow(retention::double / (1 + discount), years) end)
        / (1 - retention::double / (1 + discount))
end + case when include_now then margin::double else 0 end
