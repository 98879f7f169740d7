-- name:    setting_ratio
-- kind:    base_macro
-- summary: The fraction in a setting's text, or an error that names the setting and the value.
-- source:
-- args:
--   name   VARCHAR  text  required  name of the setting
--   value  VARCHAR  text  required  text of the setting
-- returns: DOUBLE ratio NULL when the text is NULL
-- example: select landscape_base.setting_ratio('churn_tolerance', '0.05')
case
    when value is null then null
    when try_cast(value as double) between 0 and 1 then try_cast(value as double)
    else error('setting ' || name || ': ' || value || ' is not a fraction from 0 to 1')
end
