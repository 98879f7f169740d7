-- name:    has_kept
-- kind:    base_macro
-- summary: Whether the refresh keeps rows for the settings in force.
-- source:
-- args:
-- returns: BOOLEAN flag never NULL
-- example: select landscape_base.has_kept()
-- notes:   The refresh replaces it when it begins to keep rows and when it ceases to: a macro is known when a query is planned, and a row
--   of a table is not.
false
