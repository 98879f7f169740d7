-- name:    company_domain
-- kind:    base_macro
-- summary: The domain of an e-mail address or a web address, such as alpha.example.
-- source:
-- args:
--   written  VARCHAR  text  required  as somebody wrote it
-- returns: VARCHAR key NULL for what holds no domain
-- example: select landscape_base.company_domain('https://www.alpha.example/about')
-- notes:   One pattern, since compiling it is most of the time of a look-up; a class of all letters would take milliseconds.
nullif(
    regexp_extract(lower(trim(written)), '^(?:[a-z]+://|.*@)?(?:www\.)?((?:[^\s.@/:?#]+\.)+[^\s.@/:?#0-9]{2,})', 1),
    ''
)
