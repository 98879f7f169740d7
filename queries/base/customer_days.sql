-- name:    customer_days
-- kind:    base_table
-- summary: Money, lines and purchases of each customer on each day, the base of every figure about a window of time.
-- grain:   one row per customer_id and day
-- source:  invoice_days
-- columns:
--   customer_id     VARCHAR        key    never NULL
--   day             DATE           date   never NULL; the invoice date
--   mi              INTEGER        months never NULL; year * 12 + month - 1 of the day
--   net             DECIMAL(18,4)  money  never NULL; sum of net amounts; lines without a rate count 0
--   cost            DECIMAL(18,4)  money  never NULL; sum of known costs; 0 when none is known
--   net_costed      DECIMAL(18,4)  money  never NULL; net of the lines whose cost is known
--   net_abs         DECIMAL(18,4)  money  never NULL; sum of absolute net amounts
--   net_abs_costed  DECIMAL(18,4)  money  never NULL; the same of the lines whose cost is known
--   lines           BIGINT         count  never NULL
--   credit_lines    BIGINT         count  never NULL; lines of credit notes
--   purchases       INTEGER        count  never NULL; invoices and orders of the day whose invoice lines net to more than 0
--   zero_invoices   INTEGER        count  never NULL; invoices and orders of the day whose invoice lines net to exactly 0
-- notes:   A pure function of the lines of the day: purchases knows nothing of credit notes or of orders that run over several
--          days. purchase_changes holds what they change, by the day from which it is known. An invoice is a group (source,
--          customer_id, order_id or else invoice_id, day); its net is in document currency.
select
    i.customer_id,
    i.day,
    i.mi,
    cast(coalesce(sum(i.net_total), 0) as decimal(38, 4)) as net,
    cast(coalesce(sum(i.cost_total), 0) as decimal(38, 4)) as cost,
    cast(coalesce(sum(i.net_costed_total), 0) as decimal(38, 4)) as net_costed,
    cast(coalesce(sum(i.net_abs_total), 0) as decimal(38, 4)) as net_abs,
    cast(coalesce(sum(i.net_abs_costed_total), 0) as decimal(38, 4)) as net_abs_costed,
    cast(sum(i.line_count) as bigint) as lines,
    cast(sum(case when i.doc_type = 'credit_note' then i.line_count else 0 end) as bigint) as credit_lines,
    cast(sum(case when i.doc_type = 'invoice' and i.net_doc_total > 0 then 1 else 0 end) as integer) as purchases,
    cast(sum(case when i.doc_type = 'invoice' and i.net_doc_total = 0 then 1 else 0 end) as integer) as zero_invoices
from landscape_base.invoice_days as i
group by i.customer_id, i.day, i.mi
