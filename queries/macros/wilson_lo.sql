-- name:    wilson_lo
-- kind:    macro
-- summary: Lower end of the Wilson interval of a share of k out of n.
-- source:
-- args:
--   k  DOUBLE  count   required  hits
--   n  DOUBLE  count   required  trials
--   z  DOUBLE  number  1.96      normal quantile; 1.96 is a 95 % interval
-- returns: DOUBLE ratio 0 to 1; NULL where n is 0 or NULL
-- example: select wilson_lo(1, 1)
case
    when n > 0 and k is not null and z is not null then greatest(
        (k::double + z::double * z / 2 - z * sqrt(greatest(k::double * (n - k) / n, 0) + z::double * z / 4)) / (n + z::double * z),
        0
    )
end
