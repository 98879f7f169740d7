-- name:    contact_key
-- kind:    base_macro
-- summary: The place of an address, a number or a domain in contact_keys: a number that all addresses of one company share.
-- source:  contact_email, contact_phone, company_domain, is_free_mail
-- args:
--   written  VARCHAR  text  required  as somebody wrote it
-- returns: UBIGINT key never NULL
-- example: select landscape_base.contact_key('ann@alpha.example') = landscape_base.contact_key('www.alpha.example')
-- notes:   An address that says nothing about a company stands by itself. So one condition finds who it is, and else whose company.
md5_number_lower(coalesce(
    case
        when landscape_base.is_free_mail(landscape_base.company_domain(written)) then landscape_base.contact_email(written)
        else landscape_base.company_domain(written)
    end,
    landscape_base.contact_email(written),
    landscape_base.contact_phone(written),
    ''
))
