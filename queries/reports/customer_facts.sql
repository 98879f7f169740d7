-- name:    customer_facts
-- kind:    report
-- summary: What is there to know about one customer, and what should be done next?
-- grain:   one row per fact
-- source:  explain_customer
-- args:
--   customer  VARCHAR  key   required  customer_id
--   as_of     DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   no      INTEGER  rank  1 to n
--   topic   VARCHAR  text  what it is about
--   fact    VARCHAR  text  a sentence; amounts in base currency
--   origin  VARCHAR  text  figure or table that says so
-- example: .report customer_facts customer=Acme
-- notes:   The facts of explain_customer, which has the query behind each. No row for an id that is no customer.
select
    f.no as no,
    f.topic as topic,
    f.fact as fact,
    f.origin as origin,
from explain_customer(customer := $customer, as_of := $as_of) as f
order by f.no
