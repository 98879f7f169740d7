-- name:    normal_cdf
-- kind:    base_macro
-- summary: The probability that a standard normal number is z or less, to 8 digits (Abramowitz and Stegun 26.2.17).
-- source:  normal_tail
-- args:
--   z  DOUBLE  number  required  the bound
-- returns: DOUBLE ratio NULL for NULL
-- example: select landscape_base.normal_cdf(1.2815515655446004)
case
    when z is null then null
    when z >= 0 then 1 - landscape_base.normal_tail(z::double)
    else landscape_base.normal_tail(-z::double)
end
