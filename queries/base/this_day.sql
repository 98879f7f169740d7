-- name:    this_day
-- kind:    base_macro
-- summary: The day it is in the session's time zone, in a form that costs no second planning.
-- source:
-- returns: DATE date never NULL
-- example: select landscape_base.this_day() = current_date
-- notes:   DuckDB folds current_date into the plan of a prepared statement, and therefore plans the statement once when it is prepared
--   and once more when it runs. Planning is most of the time of a view over a small or summarised ledger. The time of a new UUID is
--   asked for as the statement runs, and the plan stays.
uuid_extract_timestamp(uuidv7())::date
