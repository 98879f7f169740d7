-- name:    setting_count
-- kind:    base_macro
-- summary: The whole number in a setting's text, or an error that names the setting, the value and the range.
-- source:
-- args:
--   name   VARCHAR  text    required  name of the setting
--   value  VARCHAR  text    required  text of the setting
--   low    INTEGER  number  required  least value allowed
--   high   INTEGER  number  required  greatest value allowed
-- returns: INTEGER number NULL when the text is NULL
-- example: select landscape_base.setting_count('years', '3', 1, 100)
case
    when value is null then null
    when regexp_full_match(value, '-?[0-9]{1,9}') and value::integer between low and high then value::integer
    else error('setting ' || name || ': ' || value || ' is not a whole number from ' || low || ' to ' || high)
end
