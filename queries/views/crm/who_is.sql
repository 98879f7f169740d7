-- name:    who_is
-- kind:    table_macro
-- summary: Who calls or writes, and how important they are: by e-mail address, telephone number or company domain.
-- grain:   one row per contact that the address or number belongs to, else one per account of the domain; the best first
-- source:  contact_keys, contact_key, contact_email, contact_phone
-- needs:   contacts
-- args:
--   key  VARCHAR  key  required  an e-mail address, a telephone number, or a domain or web address, as it is written
-- columns:
--   match_kind    VARCHAR  text   email, phone or domain: what the row was found by
--   contact_id    VARCHAR  key    NULL for a match by domain
--   contact_name  VARCHAR  text   NULL when unknown, and for a match by domain
--   customer_id   VARCHAR  key    NULL for contacts of prospects and of nobody
--   prospect_id   VARCHAR  key    NULL for contacts of customers and of nobody
--   name          VARCHAR  text   of the account; NULL when unknown
--   label         VARCHAR  text   as in crm_importance; NULL for contacts of nobody
--   status        VARCHAR  text   existing, ex-customer or prospect
--   tier          VARCHAR  text   of the label
--   owner         VARCHAR  text   who looks after the account; NULL when unknown
--   open_issues   INTEGER  count  complaints of the account that are open
--   last_touch    DATE     date   last touch of the account; NULL without one
--   as_of         DATE     date   day of all this: the setting as_of at the last refresh
-- example: select label, name, owner, open_issues, last_touch from who_is('ann@alpha.example')
-- notes:   An address is compared without blanks and in lower case, a number by its last nine digits. Only when neither is known, the company
--   domain decides, unless anybody can have an address there (gmail.com and its like). A look-up in what the last refresh kept: it
--   takes milliseconds, most of them planning, and knows no other as_of. The most important account comes first.
select
    k.match_kind as match_kind,
    k.contact_id as contact_id,
    k.contact_name as contact_name,
    k.customer_id as customer_id,
    k.prospect_id as prospect_id,
    k.name as name,
    k.label as label,
    k.status as status,
    k.tier as tier,
    k.owner as owner,
    k.open_issues as open_issues,
    k.last_touch as last_touch,
    k.as_of as as_of,
from (
    select f.*, bool_or(f.exact) over () as known
    from (
        select c.*, coalesce(landscape_base.contact_email(key), landscape_base.contact_phone(key)) is not distinct from c.key_text as exact
        from landscape_base.contact_keys as c
        where c.key_hash = landscape_base.contact_key(key)
    ) as f
) as k
where case when k.known then k.exact else k.match_kind = 'domain' end
order by k.place nulls last, k.contact_id
