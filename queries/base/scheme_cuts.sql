-- name:    scheme_cuts
-- kind:    base_macro
-- summary: The cuts of a named tier scheme, as text.
-- source:
-- args:
--   scheme  VARCHAR  text  required  ABC or AAA
-- returns: VARCHAR text NULL when the scheme is NULL; an unknown scheme is an error
-- example: select landscape_base.scheme_cuts('AAA')
case
    when scheme = 'ABC' then '[0.8,0.95]'
    when scheme = 'AAA' then '[0.5,0.8,0.95]'
    when scheme is not null then error('setting tier_scheme: ' || scheme || ' is not allowed; use one of ABC, AAA')
end
