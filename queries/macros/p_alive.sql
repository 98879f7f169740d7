-- name:    p_alive
-- kind:    macro
-- summary: Probability that a customer with this purchase history still is a customer, by BG/NBD or MBG/NBD.
-- source:
-- args:
--   x      DOUBLE   count   required  repeat purchase days, 0 or more
--   t_x    DOUBLE   number  required  time from the first purchase to the last, 0 when x is 0
--   t      DOUBLE   number  required  time from the first purchase to now, in the same unit
--   r      DOUBLE   number  required  parameter of the model, above 0
--   alpha  DOUBLE   number  required  parameter of the model in the unit of t, above 0
--   a      DOUBLE   number  required  parameter of the model, above 0
--   b      DOUBLE   number  required  parameter of the model, above 0
--   model  VARCHAR  text    'mbg'     mbg or bg; bg thinks that whoever never came back is still a customer
-- returns: DOUBLE ratio NULL when t is less than t_x or x is negative
-- example: select p_alive(x := 2, t_x := 30.43, t := 38.86, r := 0.243, alpha := 4.414, a := 0.793, b := 2.426, model := 'bg')
-- notes:   Fader, Hardie and Lee 2005 (BG/NBD); Batislam, Denizel and Filiztekin 2007 (MBG/NBD). `from ltv` has it for every model.
case
    when model not in ('bg', 'mbg') then error('p_alive: model ' || model || ' is not bg or mbg; the figure ltv knows the others')
    when model is null or t < t_x or x < 0 then null
    when model = 'bg' and x = 0 then case when t is not null and r is not null and alpha is not null and a is not null and b is not null then 1.0::double end
    -- the exponential of a large number is infinite, and the quotient 0
    else 1 / (1 + exp(
        ln(a::double) - ln(b::double + x - case when model = 'bg' then 1 else 0 end)
        + (r::double + x) * ln((alpha::double + t) / (alpha::double + t_x))
    ))
end
