-- name:    ltv_contract_value
-- kind:    base_macro
-- summary: The present value of one unit of money a day for a number of days.
-- source:
-- args:
--   days   DOUBLE  days   required  days paid
--   delta  DOUBLE  ratio  required  rate of discount, continuous and per day
-- returns: DOUBLE money the days themselves when delta is 0
-- example: select landscape_base.ltv_contract_value(365, ln(1.1) / 365.25)
case when delta = 0 then days::double else (1 - exp(-delta * days)) / delta end
