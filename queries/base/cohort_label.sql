-- name:    cohort_label
-- kind:    base_macro
-- summary: The name of a month, quarter or year by its first day: 2024-05, 2024-Q2 or 2024.
-- source:
-- args:
--   grain      VARCHAR  text  required  month, quarter or year
--   first_day  DATE     date  required  first day of the period
-- returns: VARCHAR text NULL for NULL
-- example: select landscape_base.cohort_label('quarter', date '2024-04-01')
case grain
    when 'month' then strftime(first_day, '%Y-%m')
    when 'quarter' then year(first_day)::varchar || '-Q' || quarter(first_day)::varchar
    when 'year' then year(first_day)::varchar
end
