-- name:    scheme_labels
-- kind:    base_macro
-- summary: The labels of a named tier scheme, as text.
-- source:
-- args:
--   scheme  VARCHAR  text  required  ABC or AAA
-- returns: VARCHAR text NULL when the scheme is NULL; an unknown scheme is an error
-- example: select landscape_base.scheme_labels('AAA')
case landscape_base.setting_word('tier_scheme', scheme, ['ABC', 'AAA']) when 'AAA' then '["AAA","A","B","C"]' when 'ABC' then '["A","B","C"]' end
