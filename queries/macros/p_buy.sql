-- name:    p_buy
-- kind:    macro
-- summary: Probability that a customer with this purchase history buys at least once within a time, by BG/NBD or MBG/NBD.
-- source:  p_alive
-- args:
--   within  DOUBLE   number  required  length of time from now, 0 or more, in the unit of t
--   x       DOUBLE   count   required  repeat purchase days, 0 or more
--   t_x     DOUBLE   number  required  time from the first purchase to the last, 0 when x is 0
--   t       DOUBLE   number  required  time from the first purchase to now, in the same unit
--   r       DOUBLE   number  required  parameter of the model, above 0
--   alpha   DOUBLE   number  required  parameter of the model in the unit of t, above 0
--   a       DOUBLE   number  required  parameter of the model, above 0
--   b       DOUBLE   number  required  parameter of the model, above 0
--   model   VARCHAR  text    'mbg'     mbg or bg
-- returns: DOUBLE ratio NULL when t is less than t_x, or x or within is negative
-- example: select p_buy(within := 39, x := 2, t_x := 30.43, t := 38.86, r := 0.243, alpha := 4.414, a := 0.793, b := 2.426, model := 'bg')
-- notes:   P(alive) times 1 - ((alpha + t) / (alpha + t + within)) ^ (r + x). "Churn risk" mostly means 1 less this.
case
    when within < 0 then null
    else p_alive(x, t_x, t, r, alpha, a, b, model)
        * (1 - pow((alpha::double + t) / (alpha::double + t + within), r::double + x))
end
