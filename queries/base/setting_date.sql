-- name:    setting_date
-- kind:    base_macro
-- summary: The date in a setting's text, or an error that names the setting and the value.
-- source:
-- args:
--   name   VARCHAR  text  required  name of the setting
--   value  VARCHAR  text  required  text of the setting
-- returns: DATE date NULL when the text is NULL
-- example: select landscape_base.setting_date('as_of', '2025-12-31')
case
    when value is null then null
    when try_cast(value as date) is null then error('setting ' || name || ': ' || value || ' is not a date; write it as 2025-12-31')
    else try_cast(value as date)
end
