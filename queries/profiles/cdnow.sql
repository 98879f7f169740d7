-- name:    cdnow
-- kind:    profile
-- summary: Purchases of the CDNOW cohort of 1997: the master file, and the sample, which has no header.
-- settings: zero_value_orders=count
-- relations:
--   master              optional
--   master.customer_id  key      customer_id
--   master.bought_on    date     date
--   master.cds          decimal  number_of_cds
--   master.dollars      decimal  dollar_value
--   sample              optional; first row ^\d{5},\d{4},(19|20)\d{6},\d+,\d+\.\d{2}$
--   sample.customer_id  key      #1
--   sample.bought_on    date     #3
--   sample.cds          decimal  #4
--   sample.dollars      decimal  #5
-- notes:   The published fits keep purchases of value 0, so the setting zero_value_orders becomes 'count' when nothing else is set. The
--          sample keeps the customer's number in the master file. There are no invoice numbers: all purchases of a day are one.

select
    m.customer_id,
    m.bought_on as invoice_date,
    'invoice' as doc_type,
    m.cds as quantity,
    m.dollars as net_amount,
    m.raw_row,
from master as m
union all
select
    s.customer_id,
    s.bought_on as invoice_date,
    'invoice' as doc_type,
    s.cds as quantity,
    s.dollars as net_amount,
    s.raw_row,
from sample as s
