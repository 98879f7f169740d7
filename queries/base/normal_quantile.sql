-- name:    normal_quantile
-- kind:    base_macro
-- summary: How many standard deviations a central interval of a normal number reaches to each side (Abramowitz and Stegun 26.2.23, error below 4.5e-4).
-- source:
-- args:
--   level  DOUBLE  ratio  required  probability that the interval covers, between 0 and 1, both excluded
-- returns: DOUBLE number 1.2816 for 0.8
-- example: select landscape_base.normal_quantile(0.8)
sqrt(-2 * ln((1 - level) / 2)) - (
    2.515517 + 0.802853 * sqrt(-2 * ln((1 - level) / 2)) + 0.010328 * (-2 * ln((1 - level) / 2))
) / (
    1 + 1.432788 * sqrt(-2 * ln((1 - level) / 2)) + 0.189269 * (-2 * ln((1 - level) / 2))
    + 0.001308 * power(-2 * ln((1 - level) / 2), 1.5)
)
