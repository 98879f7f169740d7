-- name:    ledger
-- kind:    base_view
-- summary: Every invoice line as the figures see it: merged accounts applied, amounts in base currency.
-- grain:   one row per line of invoice_lines that counts
-- source:  invoice_lines, aliases, fx_daily, ledger_state
-- columns:
--   source       VARCHAR        key       name of the source; with invoice_id, customer_id and invoice_date it names an invoice
--   invoice_id   VARCHAR        key       number of the invoice or credit note
--   line_no      INTEGER        number    number of the line within the invoice
--   order_id     VARCHAR        key       the order that the line belongs to; NULL when the source gives none
--   customer_id  VARCHAR        key       canonical customer, or '(unassigned)' when the line has none
--   invoice_date DATE           date      the day that dates the money
--   mi           INTEGER        months    year * 12 + month - 1 of invoice_date
--   doc_type     VARCHAR        text      'invoice', 'credit_note' or 'adjustment'
--   product_id   VARCHAR        key       NULL when unknown
--   quantity     DECIMAL(18,4)  quantity  negative on credit notes; NULL when unknown
--   currency     VARCHAR        text      the line's currency; the base currency when the line has none
--   net_doc      DECIMAL(18,4)  money     net amount in the line's own currency
--   net          DECIMAL(18,4)  money     net amount in base currency; NULL when the rate is missing and fx_missing is 'exclude'
--   cost         DECIMAL(18,4)  money     cost in base currency; NULL when unknown or when the rate is missing
--   rep          VARCHAR        text      sales person of the line
--   channel      VARCHAR        text      sales channel of the line
--   site         VARCHAR        text      site of the line
--   reverses_invoice_id VARCHAR key       the invoice that a credit note says it takes back; NULL when it names none
--   load_id      BIGINT         key       the load that the line came with
--   row_no       BIGINT         number    tells equal lines apart within one query, and says nothing in another
-- notes:   Amounts are rounded to 4 decimals line by line after conversion, so that every sum over lines is exact.
--          Which rates, which base currency and which known_at hold is fixed at refresh and stands in ledger_state and
--          fx_daily. Generic and internal customers keep their id here; customers.kind tells them apart. Whether a line is known is asked in a
--          join and not in a WHERE: over two tables that keeps days which a query joins from reaching the lines, and all are read.
select
    l.source,
    l.invoice_id,
    l.line_no,
    l.order_id,
    coalesce(a.customer_id, nullif(l.customer_id, ''), '(unassigned)') as customer_id,
    l.invoice_date,
    l.mi,
    l.doc_type,
    l.product_id,
    l.quantity,
    coalesce(l.currency, s.base_currency) as currency,
    l.net_amount as net_doc,
    case
        when l.currency is null or l.currency = s.base_currency then l.net_amount
        else cast(round(l.net_amount * f.to_base, 4) as decimal(18, 4))
    end as net,
    case
        when l.currency is null or l.currency = s.base_currency then l.cost_amount
        else cast(round(l.cost_amount * f.to_base, 4) as decimal(18, 4))
    end as cost,
    l.rep,
    l.channel,
    l.site,
    l.reverses_invoice_id,
    l.load_id,
    l.rowid as row_no
from main.invoice_lines as l
cross join landscape_base.ledger_state as s
inner join (select 1 as yes) as counted on counted.yes = case when s.known_at is null or l.recorded_at <= s.known_at then 1 end
left join landscape_base.aliases as a on a.alias_id = l.customer_id
left join landscape_base.fx_daily as f on f.currency = l.currency and f.day = l.invoice_date
