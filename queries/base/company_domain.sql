-- name:    company_domain
-- kind:    base_macro
-- summary: The domain of an e-mail address or a web address, such as alpha.example.
-- source:
-- args:
--   written  VARCHAR  text  required  as somebody wrote it
-- returns: VARCHAR key NULL for what holds no domain
-- example: select landscape_base.company_domain('https://www.alpha.example/about')
nullif(
    regexp_extract(
        regexp_replace(regexp_replace(lower(trim(written)), '^[a-z]+://|^.*@', ''), '^www\.', ''),
        '^([\p{L}0-9][\p{L}0-9-]*\.)+\p{L}{2,}'
    ),
    ''
)
