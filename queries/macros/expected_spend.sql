-- name:    expected_spend
-- kind:    macro
-- summary: Mean value of the next purchase days of a customer, by the Gamma-Gamma model.
-- source:
-- args:
--   n           DOUBLE  count   required  purchase days in the mean, 0 or more
--   mean_value  DOUBLE  money   required  mean value of them; any value, NULL too, when n is 0
--   p           DOUBLE  number  required  parameter of the model, above 0
--   q           DOUBLE  number  required  parameter of the model, above 0
--   gamma       DOUBLE  money   required  parameter of the model, above 0
-- returns: DOUBLE money NULL where no mean exists, that is where p * n + q is 1 or less
-- example: select expected_spend(n := 2, mean_value := 22.35, p := 6.25, q := 3.744, gamma := 15.44)
-- notes:   p (gamma + n m) / (p n + q - 1): the mean of the customer drawn towards that of all (Fader and Hardie 2013).
case
    when p::double * n + q <= 1 then null
    else p::double * (gamma::double + n * coalesce(mean_value, case when n = 0 then 0 end)) / (p::double * n + q - 1)
end
