-- name:    contact_phone
-- kind:    base_macro
-- summary: A telephone number in the one form in which numbers are compared: its last nine digits, without an extension.
-- source:
-- args:
--   written  VARCHAR  text  required  as somebody wrote it
-- returns: VARCHAR key NULL with fewer than 5 digits
-- example: select landscape_base.contact_phone('+44 (0)20 7946-0001 ext. 7')
-- notes:   Nine digits leave out the codes of countries and the zero of long distance, which some write and others do not.
nullif(regexp_extract(regexp_replace(regexp_replace(lower(written), '\s*(ext\.?|x|#)\s*\d+\s*$', ''), '\D', '', 'g'), '\d{5,9}$'), '')
