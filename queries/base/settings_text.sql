-- name:    settings_text
-- kind:    base_macro
-- summary: The rows of settings as one text, to tell whether they were edited since the last refresh.
-- source:  settings
-- args:
-- returns: VARCHAR text never NULL; empty without rows
-- example: select landscape_base.settings_text()
(select coalesce(string_agg(f.name || ' = ' || coalesce(f.value, ''), '; ' order by f.name, f.value), '') from settings as f)
