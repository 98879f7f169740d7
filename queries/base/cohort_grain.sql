-- name:    cohort_grain
-- kind:    base_macro
-- summary: The length in months of a grain of cohorts, or an error that names what is allowed.
-- source:
-- args:
--   grain  VARCHAR  text  required  month, quarter or year
-- returns: INTEGER months NULL for NULL
-- example: select landscape_base.cohort_grain('quarter')
case
    when grain is null then null
    when grain = 'month' then 1
    when grain = 'quarter' then 3
    when grain = 'year' then 12
    else error('grain ' || grain || ' is not allowed; use one of month, quarter, year')
end::integer
