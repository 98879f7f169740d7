-- name:    customer_days
-- kind:    base_table
-- summary: Money, lines and purchases of each customer on each day, the base of every figure about a window of time.
-- grain:   one row per customer_id and day
-- source:  ledger
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
with invoices as (
    select
        l.customer_id as customer,
        l.invoice_date as sold_on,
        l.mi as month_no,
        l.doc_type as kind,
        sum(l.net_doc) as net_doc_sum,
        sum(l.net) as net_sum,
        sum(l.cost) as cost_sum,
        sum(case when l.cost is not null then l.net end) as net_costed_sum,
        sum(abs(l.net)) as net_abs_sum,
        sum(case when l.cost is not null then abs(l.net) end) as net_abs_costed_sum,
        count(*) as line_count
    from landscape_base.ledger as l
    group by
        l.customer_id, l.invoice_date, l.mi, l.source, l.order_id,
        case when l.order_id is null then l.invoice_id end, l.doc_type
)

select
    i.customer as customer_id,
    i.sold_on as day,
    i.month_no as mi,
    cast(coalesce(sum(i.net_sum), 0) as decimal(18, 4)) as net,
    cast(coalesce(sum(i.cost_sum), 0) as decimal(18, 4)) as cost,
    cast(coalesce(sum(i.net_costed_sum), 0) as decimal(18, 4)) as net_costed,
    cast(coalesce(sum(i.net_abs_sum), 0) as decimal(18, 4)) as net_abs,
    cast(coalesce(sum(i.net_abs_costed_sum), 0) as decimal(18, 4)) as net_abs_costed,
    cast(sum(i.line_count) as bigint) as lines,
    cast(sum(case when i.kind = 'credit_note' then i.line_count else 0 end) as bigint) as credit_lines,
    cast(sum(case when i.kind = 'invoice' and i.net_doc_sum > 0 then 1 else 0 end) as integer) as purchases,
    cast(sum(case when i.kind = 'invoice' and i.net_doc_sum = 0 then 1 else 0 end) as integer) as zero_invoices
from invoices as i
group by i.customer, i.sold_on, i.month_no
