-- name:    churn_comparison
-- kind:    base_macro
-- summary: What the newest churn window is compared with: the argument, or the setting compare.
-- source:  config
-- args:
--   comparison  VARCHAR  text  required  previous or same_season; the setting when NULL
-- returns: VARCHAR text never NULL
-- example: select landscape_base.churn_comparison(null)
(select q.compare from landscape_base.config(compare := comparison) as q)
