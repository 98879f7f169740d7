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
--          customer_id, order_id or else invoice_id, day); its net is in document currency. Most days of a customer have one
--          invoice, which their totals tell by themselves; only the lines of the others are grouped by invoice. The names of
--          an invoice are compared by their hash of 64 bits, which has to tell apart no more than the invoices of one customer
--          on one day: one number takes a third of the time of three texts.
with day_totals as (
    select
        l.customer_id as customer,
        l.invoice_date as sold_on,
        l.mi as month_no,
        sum(l.net) as net_total,
        sum(l.cost) as cost_total,
        sum(case when l.cost is not null then l.net end) as net_costed_total,
        sum(abs(l.net)) as net_abs_total,
        sum(case when l.cost is not null then abs(l.net) end) as net_abs_costed_total,
        count(*) as line_count,
        count(case when l.doc_type = 'credit_note' then 1 end) as credit_count,
        sum(case when l.doc_type = 'invoice' then l.net_doc end) as invoice_total,
        min(case when l.doc_type = 'invoice' then hash(l.source, l.order_id, case when l.order_id is null then l.invoice_id end) end) as least_key,
        max(case when l.doc_type = 'invoice' then hash(l.source, l.order_id, case when l.order_id is null then l.invoice_id end) end) as greatest_key
    from landscape_base.ledger as l
    group by l.customer_id, l.invoice_date, l.mi
),

days_found as (
    select
        d.customer,
        d.sold_on,
        d.month_no,
        cast(coalesce(d.net_total, 0) as decimal(18, 4)) as net,
        cast(coalesce(d.cost_total, 0) as decimal(18, 4)) as cost,
        cast(coalesce(d.net_costed_total, 0) as decimal(18, 4)) as net_costed,
        cast(coalesce(d.net_abs_total, 0) as decimal(18, 4)) as net_abs,
        cast(coalesce(d.net_abs_costed_total, 0) as decimal(18, 4)) as net_abs_costed,
        d.line_count,
        d.credit_count,
        case
            when d.least_key is null then 'none'
            when d.least_key < d.greatest_key then 'several'
            when d.invoice_total > 0 then 'sold'
            when d.invoice_total = 0 then 'free'
            else 'none'
        end as invoices
    from day_totals as d
),

invoice_totals as (
    select
        l.customer_id as customer,
        l.invoice_date as sold_on,
        sum(l.net_doc) as invoice_total
    from landscape_base.ledger as l
    inner join days_found as d on d.customer = l.customer_id and d.sold_on = l.invoice_date
    where l.doc_type = 'invoice' and d.invoices = 'several'
    group by l.customer_id, l.invoice_date, hash(l.source, l.order_id, case when l.order_id is null then l.invoice_id end)
),

several as (
    select
        i.customer,
        i.sold_on,
        count(case when i.invoice_total > 0 then 1 end) as sold_count,
        count(case when i.invoice_total = 0 then 1 end) as free_count
    from invoice_totals as i
    group by i.customer, i.sold_on
)

select
    d.customer as customer_id,
    d.sold_on as day,
    d.month_no as mi,
    d.net,
    d.cost,
    d.net_costed,
    d.net_abs,
    d.net_abs_costed,
    d.line_count as lines,
    d.credit_count as credit_lines,
    cast(case d.invoices when 'sold' then 1 when 'several' then s.sold_count else 0 end as integer) as purchases,
    cast(case d.invoices when 'free' then 1 when 'several' then s.free_count else 0 end as integer) as zero_invoices
from days_found as d
left join several as s on s.customer = d.customer and s.sold_on = d.sold_on
