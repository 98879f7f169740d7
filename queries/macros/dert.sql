-- name:    dert
-- kind:    macro
-- summary: Discounted expected number of purchase days of a customer from now on, by any of the models of lifetime value.
-- source:
-- args:
--   h      DOUBLE   number  required  length of time from now, 0 or more, in the unit of t; NULL for ever, which pareto alone allows
--   delta  DOUBLE   number  required  continuous discount rate per unit of t: ln(1 + yearly rate) by units in a year; above 0 when h is NULL
--   x      DOUBLE   count   required  repeat purchase days, a whole number, 0 or more
--   t_x    DOUBLE   number  required  time from the first purchase to the last, 0 when x is 0
--   t      DOUBLE   number  required  time from the first purchase to now, in the same unit
--   p1     DOUBLE   number  required  r, above 0
--   p2     DOUBLE   number  required  alpha in the unit of t, above 0
--   p3     DOUBLE   number  required  a, or s of pareto, above 0
--   p4     DOUBLE   number  required  b, or beta of pareto in the unit of t, above 0
--   model  VARCHAR  text    'mbg'     mbg, bg, pareto or cnbd
--   k      INTEGER  number  1         of cnbd: regularity of the gaps, 1 to 12
-- returns: DOUBLE count NULL when h, delta or x is negative or t is less than t_x
-- example: select dert(h := 157, delta := ln(1.15) / 52.18, x := 2, t_x := 30.43, t := 38.86, p1 := 0.243, p2 := 4.414, p3 := 0.793, p4 := 2.426, model := 'bg')
-- notes:   Needs this program: plain DuckDB does not know the function behind it.
case
    when (h is null or h >= 0) and delta >= 0 and x >= 0 and t >= t_x
        then landscape_discounted_orders(model, coalesce(h, 'infinity'::double), delta, x, t_x, t, k, p1, p2, p3, p4)
end
