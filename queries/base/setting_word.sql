-- name:    setting_word
-- kind:    base_macro
-- summary: The word in a setting's text, or an error that names the setting, the value and the words allowed.
-- source:
-- args:
--   name     VARCHAR    text  required  name of the setting
--   value    VARCHAR    text  required  text of the setting
--   allowed  VARCHAR[]  list  required  the words allowed
-- returns: VARCHAR text NULL when the text is NULL
-- example: select landscape_base.setting_word('measure', 'profit', ['revenue', 'profit'])
case
    when value is null then null
    when list_contains(allowed, value) then value
    else error('setting ' || name || ': ' || value || ' is not allowed; use one of ' || array_to_string(allowed, ', '))
end
