-- name:    ledger_audit
-- kind:    view
-- summary: What an auditor would ask about the ledger: lines without customer, credit notes without invoice, missing rates, gaps in time.
-- grain:   one row per check
-- source:  ledger, ledger_state, invoice_lines, line_audit, base_audit, loads, periods, settings_row, settings_text
-- columns:
--   check     VARCHAR        key    name of the check
--   severity  VARCHAR        text   error, warning or info
--   count     BIGINT         count  lines, customers or months found; 0 is good for errors and warnings
--   amount    DECIMAL(38,4)  money  net amount concerned in base currency; NULL where money is not the point
--   sample    VARCHAR        text   an example; NULL when nothing was found
--   advice    VARCHAR        text   what it means and what to do
-- example: select * from ledger_audit where severity != 'info' and count > 0
with asked as materialized (
    -- the questions about every line and every base table, each by its name
    select a.question, a.found, a.net, a.sample
    from landscape_base.line_audit() as a
    union all
    select a.question, a.found, a.net, a.sample
    from landscape_base.base_audit() as a
),

-- the calendar moves on, so that these are asked anew
ahead as (
    select count(*) as future_count, sum(l.net) as future_net, max(l.invoice_date) as future_sample
    from landscape_base.ledger as l
    where l.invoice_date > current_date
),

checks as (
    select 10 as place, 'line without customer' as name, 'warning' as level, l.found as found, l.net as money,
        'invoice ' || l.sample as example,
        'counted as (unassigned) in totals and never ranked; load the customer ids to rank them' as help
    from asked as l
    where l.question = 'nobody'
    union all
    select 11, 'line after as_of', 'info', l.found, l.net, l.sample, 'ignored by the figures as of this day'
    from asked as l
    where l.question = 'after'
    union all
    select 12, 'date in the future', 'warning', l.future_count, l.future_net, l.future_sample::varchar,
        'check the date order of the file; the lines count from their day on'
    from ahead as l
    union all
    select 13, 'date before 1970', 'warning', l.found, l.net, l.sample,
        'check the year of these lines; they set the start of the ledger'
    from asked as l
    where l.question = 'ancient'
    union all
    select 20, 'line number twice in one invoice', 'warning', r.found, r.net, 'invoice ' || r.sample,
        'both lines count; unload the file that brought the second, or give it another source'
    from asked as r
    where r.question = 'repeated'
    union all
    select 21, 'invoice number used again', 'info', r.found, null, 'invoice ' || r.sample,
        'numbers under several customers or days are separate invoices'
    from asked as r
    where r.question = 'reused'
    union all
    select 30, 'credit note above 0', 'warning', l.found, l.net, 'invoice ' || l.sample,
        'check the signs of this source; the lines raise revenue'
    from asked as l
    where l.question = 'positive_credit'
    union all
    select 31, 'invoice line below 0', 'warning', l.found, l.net, 'invoice ' || l.sample,
        'discounts or returns on an invoice; if they are credit notes, map doc_type'
    from asked as l
    where l.question = 'negative_invoice'
    union all
    select 40, 'credit line linked', 'info', c.found, c.net, 'invoice ' || c.sample, 'names its invoice'
    from asked as c
    where c.question = 'linked'
    union all
    select 41, 'credit line matched', 'info', c.found, c.net, 'invoice ' || c.sample,
        'names no invoice and was matched to its line by product, price and quantity; credit_match linked switches this off'
    from asked as c
    where c.question = 'matched'
    union all
    select 42, 'credit line unmatched', 'info', c.found, c.net, 'invoice ' || c.sample,
        'reduces revenue on its own day and takes no purchase back'
    from asked as c
    where c.question = 'unmatched'
    union all
    select 43, 'reversal target missing', 'warning', c.found, c.net, 'invoice ' || c.sample,
        'names an invoice that this customer does not have by that day in that currency; it is not netted'
    from asked as c
    where c.question = 'target_missing'
    union all
    select 44, 'reversal larger than its invoice', 'error', o.found, o.net, 'invoice ' || o.sample,
        'the credit notes that name it take back more than was invoiced; correct them in the source and load them again'
    from asked as o
    where o.question = 'over_reversed'
    union all
    select 50, 'exchange rate missing or stale', 'error', r.found, null, r.sample,
        'these lines are in no figure; load fx_rates for the currencies and days, or raise fx_max_age_days'
    from asked as r
    where r.question = 'rateless'
    union all
    select 52, 'cost to serve without exchange rate', 'error', s.found, null, s.sample,
        'these costs are in no contribution; load fx_rates for their currencies and days'
    from asked as s
    where s.question = 'rateless_cost'
    union all
    select 51, 'line without cost', 'info', l.found, l.net, 'invoice ' || l.sample,
        'has no profit; below min_cost_coverage every profit ranking is NULL'
    from asked as l
    where l.question = 'costless'
    union all
    select 60, 'month without lines', 'warning', m.found, null, m.sample,
        'a file may be missing; a gap makes customers look lost'
    from asked as m
    where m.question = 'empty_month'
    union all
    select 61, 'sudden new customer codes', 'warning', s.found, null, s.sample,
        'more than five times the usual new codes in a month: a change of system? load customer_aliases to join old and new codes'
    from asked as s
    where s.question = 'surge'
    union all
    select 62, 'first-year trap', 'info', count(*), null, 'period ' || min(p.period),
        'the ledger does not reach back far enough to tell new from old in these periods; load earlier years'
    from landscape_base.periods() as p
    where not p.comparable
    union all
    select 70, 'near-duplicate customer names', 'warning', t.found, null, t.sample,
        'load customer_aliases to merge what is one customer'
    from asked as t
    where t.question = 'twins'
    union all
    select case u.question when 'unknown customer' then 71 when 'unknown prospect' then 72 else 73 end, u.question, 'warning', u.found, null, u.sample,
        'these rows stay out of the figures of any ' || replace(u.question, 'unknown ', '') || '; load the file that has the id, or correct it'
    from asked as u
    where u.question in ('unknown customer', 'unknown prospect', 'unknown contact')
    union all
    select 80, 'base tables older than the ledger', 'error',
        count(*) filter (
            where s.invoice_lines is distinct from (select count(*) from invoice_lines as l)
                or s.refreshed_load_id is distinct from (select max(lo.load_id) from loads as lo where lo.unloaded_at is null)
        ),
        null, null, 'run landscape refresh'
    from landscape_base.ledger_state as s
    union all
    select 81, 'settings edited since the refresh', 'warning', count(*) filter (where r.texts != landscape_base.settings_text()), null,
        min(landscape_base.settings_text()), 'they take effect at the next refresh: run landscape refresh, and use landscape set from now on'
    from landscape_base.settings_row as r
)

select
    c.name as check,
    c.level as severity,
    c.found::bigint as count,
    case when c.found > 0 then c.money end::decimal(38, 4) as amount,
    case when c.found > 0 then c.example end as sample,
    c.help as advice,
from checks as c
order by c.place
