-- name:    newcombe_hi
-- kind:    macro
-- summary: Upper end of the interval of the difference of two shares, k1 of n1 less k2 of n2.
-- source:  wilson_lo, wilson_hi
-- args:
--   k1  DOUBLE  count   required  hits of the first group
--   n1  DOUBLE  count   required  trials of the first group
--   k2  DOUBLE  count   required  hits of the second group
--   n2  DOUBLE  count   required  trials of the second group
--   z   DOUBLE  number  1.96      normal quantile; 1.96 is a 95 % interval
-- returns: DOUBLE ratio -1 to 1; NULL where a group is empty
-- example: select newcombe_lo(56, 70, 48, 80), newcombe_hi(56, 70, 48, 80)
-- notes:   Method 10 of R. G. Newcombe, as in newcombe_lo.
k1 / nullif(n1::double, 0) - k2 / nullif(n2::double, 0)
+ sqrt(pow(k1 / nullif(n1::double, 0) - wilson_hi(k1, n1, z), 2) + pow(k2 / nullif(n2::double, 0) - wilson_lo(k2, n2, z), 2))
