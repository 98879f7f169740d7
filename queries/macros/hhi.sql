-- name:    hhi
-- kind:    macro
-- summary: Herfindahl-Hirschman index of a list of values: the sum of squared shares; 1 / hhi is the effective number of customers.
-- source:
-- args:
--   amounts  DOUBLE[]  list  required  values; those below 0 count as 0, NULL is left out
-- returns: DOUBLE ratio NULL for an empty list and when nothing is positive
-- example: select hhi([660, 140, 140, 60])
list_sum(list_transform(amounts, lambda x: pow(greatest(x, 0)::double, 2)))
/ nullif(pow(list_sum(list_transform(amounts, lambda x: greatest(x, 0)::double)), 2), 0)
