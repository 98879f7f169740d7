-- name:    drill
-- kind:    table_macro
-- summary: The invoice lines behind a figure: of a customer, a period, a product and a component of the bridge.
-- grain:   one row per invoice line with a part in the figure
-- source:  landscape_lines, setting_word
-- args:
--   customer       VARCHAR  key     NULL  row of the landscape: customer, parent, or one in parentheses; all when NULL
--   period         INTEGER  number  NULL  period of the figure, 0 is the newest; all when NULL
--   product        VARCHAR  key     NULL  product or product line, '(none)' for lines without one; all when NULL
--   bucket         VARCHAR  text    NULL  repeat, growth, new, reactivated, unknown_origin, adj, contraction or lost; the whole line when NULL
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
-- columns:
--   period        INTEGER        number    period of the figure
--   account_id    VARCHAR        key       row of the landscape
--   customer_id   VARCHAR        key       canonical customer of the line
--   source        VARCHAR        key       of the line
--   invoice_id    VARCHAR        key       of the line
--   line_no       INTEGER        number    NULL when the ledger has none
--   invoice_date  DATE           date      of the line
--   doc_type      VARCHAR        text      invoice, credit_note or adjustment
--   product_id    VARCHAR        key       NULL without one
--   product_line  VARCHAR        text      NULL when unknown
--   quantity      DECIMAL(18,4)  quantity  NULL when unknown
--   currency      VARCHAR        text      of the document
--   net           DECIMAL(38,4)  money     net amount in base currency
--   cost          DECIMAL(38,4)  money     NULL when unknown
--   movement      VARCHAR        text      of the account in the line's own period
--   amount        DECIMAL(38,4)  money     the line's part of the figure; these sum to it
-- example: from drill(period := 0, bucket := 'new') order by amount desc limit 5
-- notes:   What was lost or contracted in a period lies on the lines of the window it is compared with.
with parts as (
    select
        l.*,
        coalesce(landscape_base.setting_word('bucket', bucket,
            ['repeat', 'growth', 'new', 'reactivated', 'unknown_origin', 'adj', 'contraction', 'lost']), 'line') as wanted,
    from landscape_lines(as_of := as_of, years := years, period_months := period_months) as l
),

figures as (
    select
        p.*,
        case when p.wanted in ('contraction', 'lost') then p.compared_period else p.period end as figure_period,
        case p.wanted
            when 'repeat' then p.repeat
            when 'growth' then p.growth
            when 'new' then p.new
            when 'reactivated' then p.reactivated
            when 'unknown_origin' then p.unknown_origin
            when 'adj' then p.adj
            when 'contraction' then p.contraction
            when 'lost' then p.lost
            else p.net
        end as part,
    from parts as p
)

select
    f.figure_period as period,
    f.account_id as account_id,
    f.customer_id as customer_id,
    f.source as source,
    f.invoice_id as invoice_id,
    f.line_no as line_no,
    f.invoice_date as invoice_date,
    f.doc_type as doc_type,
    f.product_id as product_id,
    f.product_line as product_line,
    f.quantity as quantity,
    f.currency as currency,
    f.net as net,
    f.cost as cost,
    f.movement as movement,
    f.part as amount,
from figures as f
where (customer is null or f.account_id = customer)
    and (period is null or f.figure_period = period)
    and (product is null or f.product_id = product or f.product_line = product or (product = '(none)' and f.product_id is null))
    and (f.wanted = 'line' or f.part != 0)
