-- name:    month_edge
-- kind:    base_macro
-- summary: The last day before a month that is counted from year 0.
-- source:
-- args:
--   month_number  BIGINT  number  required  year x 12 + month - 1
-- returns: DATE date
-- example: select landscape_base.month_edge(2025 * 12)
make_date((month_number // 12)::integer, (month_number % 12 + 1)::integer, 1) - 1
