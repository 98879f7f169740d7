-- name:    contact_email
-- kind:    base_macro
-- summary: An e-mail address in the one form in which addresses are compared: without blanks around it, in lower case.
-- source:
-- args:
--   written  VARCHAR  text  required  as somebody wrote it
-- returns: VARCHAR key NULL when it is no address
-- example: select landscape_base.contact_email(' Ann@Alpha.Example ')
case when contains(written, '@') then lower(trim(written)) end
