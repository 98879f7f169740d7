-- name:    normal_tail
-- kind:    base_macro
-- summary: The probability that a standard normal number is above z, for z of 0 or more (Abramowitz and Stegun 26.2.17, error below 7.5e-8).
-- source:
-- args:
--   z  DOUBLE  number  required  the bound, 0 or more
-- returns: DOUBLE ratio
-- example: select landscape_base.normal_tail(1.2815515655446004)
0.3989422804014327 * exp(-z * z / 2) * (1 / (1 + 0.2316419 * z)) * (
    0.319381530 + (1 / (1 + 0.2316419 * z)) * (
        -0.356563782 + (1 / (1 + 0.2316419 * z)) * (
            1.781477937 + (1 / (1 + 0.2316419 * z)) * (-1.821255978 + (1 / (1 + 0.2316419 * z)) * 1.330274429)
        )
    )
)
