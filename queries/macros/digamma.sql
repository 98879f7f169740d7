-- name:    digamma
-- kind:    macro
-- summary: The digamma function, which is the derivative of the logarithm of the gamma function.
-- source:
-- args:
--   x  DOUBLE  number  required  any number but 0, -1, -2, ...
-- returns: DOUBLE number
-- example: select digamma(1), -0.5772156649015329
-- notes:   Needs this program: plain DuckDB does not know the function behind it.
landscape_digamma(x)
