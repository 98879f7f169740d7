-- name:    normal_tail
-- kind:    base_macro
-- summary: The probability that a standard normal number is greater than z, within 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17).
-- source:
-- args:
--   z  DOUBLE  number  required  the bound
-- returns: DOUBLE ratio NULL for NULL
-- example: select landscape_base.normal_tail(1.6448536269514722)
-- notes:   For the few probabilities of a list that is sorted by them; normal_cdf is for the many that are only added up.
case
    when z::double < 0 then 1 - exp(-z::double * z::double / 2) / sqrt(2 * pi()) * (
        0.319381530 / (1 - 0.2316419 * z::double) - 0.356563782 / pow(1 - 0.2316419 * z::double, 2)
        + 1.781477937 / pow(1 - 0.2316419 * z::double, 3) - 1.821255978 / pow(1 - 0.2316419 * z::double, 4)
        + 1.330274429 / pow(1 - 0.2316419 * z::double, 5)
    )
    else exp(-z::double * z::double / 2) / sqrt(2 * pi()) * (
        0.319381530 / (1 + 0.2316419 * z::double) - 0.356563782 / pow(1 + 0.2316419 * z::double, 2)
        + 1.781477937 / pow(1 + 0.2316419 * z::double, 3) - 1.821255978 / pow(1 + 0.2316419 * z::double, 4)
        + 1.330274429 / pow(1 + 0.2316419 * z::double, 5)
    )
end
