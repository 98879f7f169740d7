-- name:    scheme_labels
-- kind:    base_macro
-- summary: The labels of a named tier scheme, as text.
-- source:
-- args:
--   scheme  VARCHAR  text  required  ABC or AAA
-- returns: VARCHAR text NULL when the scheme is NULL; an unknown scheme is an error
-- example: select landscape_base.scheme_labels('AAA')
case
    when scheme = 'ABC' then '["A","B","C"]'
    when scheme = 'AAA' then '["AAA","A","B","C"]'
    when scheme is not null then error('setting tier_scheme: ' || scheme || ' is not allowed; use one of ABC, AAA')
end
