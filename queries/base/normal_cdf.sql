-- name:    normal_cdf
-- kind:    base_macro
-- summary: The probability that a standard normal number is z or less, within 1.4e-4 (Bowling and others 2009).
-- source:
-- args:
--   z  DOUBLE  number  required  the bound
-- returns: DOUBLE ratio NULL for NULL
-- example: select landscape_base.normal_cdf(1.2815515655446004)
-- notes:   A logistic curve: one exponential for each of the many values that tier_stability asks for.
1 / (1 + exp(least(700, -z::double * (1.5976 + 0.07056 * z::double * z::double))))
