-- name:    poisson_at_least
-- kind:    macro
-- summary: Probability that a Poisson count is k or more when mu is expected.
-- source:
-- args:
--   k   BIGINT  count   required  the count to reach
--   mu  DOUBLE  number  required  expected count, 0 or more
-- returns: DOUBLE ratio 0 to 1; NULL where k or mu is NULL or mu is below 0
-- example: select poisson_at_least(11, 10)
-- notes:   Adds the shorter side: the terms below k where that is within what is expected, else those from k on until they vanish, so that a
--   small probability keeps its digits.
case
    when k is null or mu is null or mu < 0 then null
    when k <= 0 then 1.0::double
    when mu = 0 then 0.0::double
    when k <= mu then greatest(
        1 - list_sum(list_transform(range(0, k::bigint), lambda i: exp(i * ln(mu::double) - mu - lgamma(i::double + 1)))), 0
    )
    else list_sum(
        list_transform(
            range(k::bigint, k::bigint + 60 + (12 * sqrt(k::double))::bigint),
            lambda i: exp(i * ln(mu::double) - mu - lgamma(i::double + 1))
        )
    )
end
