-- name:    ledger_audit
-- kind:    view
-- summary: What an auditor would ask about the ledger: lines without customer, credit notes without invoice, missing rates, gaps in time.
-- grain:   one row per check
-- source:  ledger, ledger_state, invoice_lines, customer_days, landscape_base.customers, credit_lines, fx_daily, service_costs, unknown_keys, line_audit, loads, periods, settings_row, settings_text
-- columns:
--   check     VARCHAR        key    name of the check
--   severity  VARCHAR        text   error, warning or info
--   count     BIGINT         count  lines, customers or months found; 0 is good for errors and warnings
--   amount    DECIMAL(38,4)  money  net amount concerned in base currency; NULL where money is not the point
--   sample    VARCHAR        text   an example; NULL when nothing was found
--   advice    VARCHAR        text   what it means and what to do
-- example: select * from ledger_audit where severity != 'info' and count > 0
with asked as materialized (
    -- the questions about every line, each by its name
    select a.question, a.found, a.net, a.sample
    from landscape_base.line_audit() as a
),

-- the calendar moves on, so that these are asked anew
ahead as (
    select count(*) as future_count, sum(l.net) as future_net, max(l.invoice_date) as future_sample
    from landscape_base.ledger as l
    where l.invoice_date > current_date
),

credits as (
    select
        c.link,
        c.reason,
        count(*) as line_count,
        sum(c.net) as net,
        min(c.invoice_id) as sample,
    from landscape_base.credit_lines as c
    group by c.link, c.reason
),

rates as (
    select count(*) as pair_count, min(f.currency || ' on ' || f.day) as sample
    from landscape_base.fx_daily as f
    where f.to_base is null
),

months as (
    select s.mi, coalesce(n.lines, 0) as lines, coalesce(n.fresh, 0) as fresh
    from (select unnest(range(min(cd.mi), max(cd.mi) + 1)) as mi from landscape_base.customer_days as cd) as s
    left join (
        select cd.mi, sum(cd.lines) as lines, count(distinct f.customer_id) as fresh
        from landscape_base.customer_days as cd
        left join (select c.customer_id, min(c.mi) as mi from landscape_base.customer_days as c group by c.customer_id) as f
            on cd.customer_id = f.customer_id and cd.mi = f.mi
        group by cd.mi
    ) as n
        on s.mi = n.mi
),

surges as (
    select m.mi, m.fresh
    from (
        select
            m.mi,
            m.fresh,
            avg(m.fresh) over (order by m.mi rows between 12 preceding and 1 preceding) as usual,
            count(*) over (order by m.mi rows between 12 preceding and 1 preceding) as known,
        from months as m
    ) as m
    where m.known >= 6 and m.fresh >= 20 and m.fresh > 5 * greatest(m.usual, 1)
),

twins as (
    select count(*) as name_count, min(t.names) as sample
    from (
        select min(cu.name) || ' / ' || max(cu.name) || ' (' || min(cu.customer_id) || ', ' || max(cu.customer_id) || ')' as names
        from landscape_base.customers as cu
        where cu.kind = 'ranked' and cu.name is not null
        group by regexp_replace(
            regexp_replace(lower(strip_accents(cu.name)), '\b(ltd|limited|inc|llc|gmbh|ag|sa|bv|plc|co|corp|company)\b\.?', '', 'g'),
            '[^\p{L}\p{N}]+', '', 'g'
        )
        having count(*) > 1
    ) as t
),

strangers as (
    select kinds.kind, coalesce(sum(u.times), 0) as row_count, min(u.table_name || ' names ' || u.id) as sample
    from (values ('customer'), ('prospect'), ('contact')) as kinds (kind)
    left join landscape_base.unknown_keys as u
        on kinds.kind = u.kind
    group by kinds.kind
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
    select 40, 'credit line linked', 'info', coalesce(sum(c.line_count), 0), sum(c.net), 'invoice ' || min(c.sample), 'names its invoice'
    from credits as c
    where c.link = 'linked'
    union all
    select 41, 'credit line matched', 'info', coalesce(sum(c.line_count), 0), sum(c.net), 'invoice ' || min(c.sample),
        'names no invoice and was matched to its line by product, price and quantity; credit_match linked switches this off'
    from credits as c
    where c.link = 'matched'
    union all
    select 42, 'credit line unmatched', 'info', coalesce(sum(c.line_count), 0), sum(c.net), 'invoice ' || min(c.sample),
        'reduces revenue on its own day and takes no purchase back'
    from credits as c
    where c.link = 'unmatched'
    union all
    select 43, 'reversal target missing', 'warning', coalesce(sum(c.line_count), 0), sum(c.net), 'invoice ' || min(c.sample),
        'names an invoice that this customer does not have by that day in that currency; it is not netted'
    from credits as c
    where c.reason in ('target_missing', 'target_later', 'other_customer', 'other_currency')
    union all
    select 44, 'reversal larger than its invoice', 'error', o.found, o.net, 'invoice ' || o.sample,
        'the credit notes that name it take back more than was invoiced; correct them in the source and load them again'
    from asked as o
    where o.question = 'over_reversed'
    union all
    select 50, 'exchange rate missing or stale', 'error', r.pair_count, null, r.sample,
        'these lines are in no figure; load fx_rates for the currencies and days, or raise fx_max_age_days'
    from rates as r
    union all
    select 52, 'cost to serve without exchange rate', 'error', count(*), null, min(s.customer_id || ' on ' || s.day),
        'these costs are in no contribution; load fx_rates for their currencies and days'
    from landscape_base.service_costs as s
    where s.amount is null
    union all
    select 51, 'line without cost', 'info', l.found, l.net, 'invoice ' || l.sample,
        'has no profit; below min_cost_coverage every profit ranking is NULL'
    from asked as l
    where l.question = 'costless'
    union all
    select 60, 'month without lines', 'warning', count(*), null, min((m.mi // 12) || '-' || lpad((m.mi % 12 + 1)::varchar, 2, '0')),
        'a file may be missing; a gap makes customers look lost'
    from months as m
    where m.lines = 0
    union all
    select 61, 'sudden new customer codes', 'warning', coalesce(sum(s.fresh), 0), null,
        min((s.mi // 12) || '-' || lpad((s.mi % 12 + 1)::varchar, 2, '0')),
        'more than five times the usual new codes in a month: a change of system? load customer_aliases to join old and new codes'
    from surges as s
    union all
    select 62, 'first-year trap', 'info', count(*), null, 'period ' || min(p.period),
        'the ledger does not reach back far enough to tell new from old in these periods; load earlier years'
    from landscape_base.periods() as p
    where not p.comparable
    union all
    select 70, 'near-duplicate customer names', 'warning', t.name_count, null, t.sample,
        'load customer_aliases to merge what is one customer'
    from twins as t
    union all
    select case s.kind when 'customer' then 71 when 'prospect' then 72 else 73 end, 'unknown ' || s.kind, 'warning', s.row_count, null, s.sample,
        'these rows stay out of the figures of any ' || s.kind || '; load the file that has the id, or correct it'
    from strangers as s
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
