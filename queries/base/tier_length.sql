-- name:    tier_length
-- kind:    base_macro
-- summary: Length of the tier window in months: the argument, or the setting tier_months.
-- source:  config
-- args:
--   window_months  INTEGER  months  required  length; the setting when NULL
-- returns: INTEGER months never NULL
-- example: select landscape_base.tier_length(null)
(select q.tier_months from landscape_base.config(tier_months := window_months) as q)
