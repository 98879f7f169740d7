-- name:    churn_length
-- kind:    base_macro
-- summary: Length of the churn windows in months: the argument, or the setting churn_months.
-- source:  config
-- args:
--   window_months  INTEGER  months  required  length; the setting when NULL
-- returns: INTEGER months never NULL
-- example: select landscape_base.churn_length(null)
(select q.churn_months from landscape_base.config(churn_months := window_months) as q)
