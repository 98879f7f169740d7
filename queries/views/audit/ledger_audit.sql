-- name:    ledger_audit
-- kind:    view
-- summary: What an auditor would ask about the ledger: lines without customer, credit notes without invoice, missing rates, gaps in time.
-- grain:   one row per check
-- source:  ledger, ledger_state, invoice_lines, customer_days, landscape_base.customers, credit_lines, fx_daily, service_costs, unknown_keys, loads, config, periods, settings_row, settings_text
-- columns:
--   check     VARCHAR        key    name of the check
--   severity  VARCHAR        text   error, warning or info
--   count     BIGINT         count  lines, customers or months found; 0 is good for errors and warnings
--   amount    DECIMAL(38,4)  money  net amount concerned in base currency; NULL where money is not the point
--   sample    VARCHAR        text   an example; NULL when nothing was found
--   advice    VARCHAR        text   what it means and what to do
-- example: select * from ledger_audit where severity != 'info' and count > 0
with config as materialized (
    select c.as_of as last_day
    from landscape_base.config() as c
),

lines as (
    select
        count(*) filter (where l.invoice_date > config.last_day) as after_count,
        sum(l.net) filter (where l.invoice_date > config.last_day) as after_net,
        max(l.invoice_date) filter (where l.invoice_date > config.last_day) as after_sample,
        count(*) filter (where l.invoice_date > current_date) as future_count,
        sum(l.net) filter (where l.invoice_date > current_date) as future_net,
        max(l.invoice_date) filter (where l.invoice_date > current_date) as future_sample,
        count(*) filter (where l.customer_id = '(unassigned)') as nobody_count,
        sum(l.net) filter (where l.customer_id = '(unassigned)') as nobody_net,
        min(l.invoice_id) filter (where l.customer_id = '(unassigned)') as nobody_sample,
        count(*) filter (where l.doc_type = 'credit_note' and l.net_doc > 0) as positive_credit_count,
        sum(l.net) filter (where l.doc_type = 'credit_note' and l.net_doc > 0) as positive_credit_net,
        min(l.invoice_id) filter (where l.doc_type = 'credit_note' and l.net_doc > 0) as positive_credit_sample,
        count(*) filter (where l.doc_type = 'invoice' and l.net_doc < 0) as negative_invoice_count,
        sum(l.net) filter (where l.doc_type = 'invoice' and l.net_doc < 0) as negative_invoice_net,
        min(l.invoice_id) filter (where l.doc_type = 'invoice' and l.net_doc < 0) as negative_invoice_sample,
        count(*) filter (where l.cost is null) as costless_count,
        sum(l.net) filter (where l.cost is null) as costless_net,
        min(l.invoice_id) filter (where l.cost is null) as costless_sample,
        count(*) filter (where l.invoice_date < date '1970-01-01') as ancient_count,
        sum(l.net) filter (where l.invoice_date < date '1970-01-01') as ancient_net,
        min(l.invoice_date) filter (where l.invoice_date < date '1970-01-01') as ancient_sample,
    from landscape_base.ledger as l
    cross join config
),

repeated as (
    select count(*) as line_count, sum(d.net) as net, min(d.invoice_id) as sample
    from (
        select l.source, l.invoice_id, l.line_no, sum(l.net) as net
        from landscape_base.ledger as l
        where l.line_no is not null
        group by l.source, l.invoice_id, l.line_no, l.customer_id, l.invoice_date
        having count(*) > 1
    ) as d
),

reused as (
    select count(*) as number_count, min(d.invoice_id) as sample
    from (
        select l.source, l.invoice_id
        from landscape_base.ledger as l
        group by l.source, l.invoice_id
        having min(l.customer_id) != max(l.customer_id) or min(l.invoice_date) != max(l.invoice_date)
    ) as d
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

reversed as (
    select c.source, c.customer_id, c.target_invoice_id, c.target_date, c.currency, sum(c.net_doc) as credited
    from landscape_base.credit_lines as c
    where c.link = 'linked'
    group by c.source, c.customer_id, c.target_invoice_id, c.target_date, c.currency
),

over_reversed as (
    select count(*) as invoice_count, sum(o.excess) as excess, min(o.target_invoice_id) as sample
    from (
        select r.target_invoice_id, r.credited + coalesce(sum(l.net_doc), 0) as excess
        from reversed as r
        left join landscape_base.ledger as l
            on r.source = l.source and r.customer_id = l.customer_id and r.target_invoice_id = l.invoice_id
                and r.target_date = l.invoice_date and r.currency is not distinct from l.currency and l.doc_type = 'invoice'
        group by r.source, r.customer_id, r.target_invoice_id, r.target_date, r.currency, r.credited
        having r.credited + coalesce(sum(l.net_doc), 0) < 0
    ) as o
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
    select 10 as place, 'line without customer' as name, 'warning' as level, l.nobody_count as found, l.nobody_net as money,
        'invoice ' || l.nobody_sample as example,
        'counted as (unassigned) in totals and never ranked; load the customer ids to rank them' as help
    from lines as l
    union all
    select 11, 'line after as_of', 'info', l.after_count, l.after_net, l.after_sample::varchar, 'ignored by the figures as of this day'
    from lines as l
    union all
    select 12, 'date in the future', 'warning', l.future_count, l.future_net, l.future_sample::varchar,
        'check the date order of the file; the lines count from their day on'
    from lines as l
    union all
    select 13, 'date before 1970', 'warning', l.ancient_count, l.ancient_net, l.ancient_sample::varchar,
        'check the year of these lines; they set the start of the ledger'
    from lines as l
    union all
    select 20, 'line number twice in one invoice', 'warning', r.line_count, r.net, 'invoice ' || r.sample,
        'both lines count; unload the file that brought the second, or give it another source'
    from repeated as r
    union all
    select 21, 'invoice number used again', 'info', r.number_count, null, 'invoice ' || r.sample,
        'numbers under several customers or days are separate invoices'
    from reused as r
    union all
    select 30, 'credit note above 0', 'warning', l.positive_credit_count, l.positive_credit_net, 'invoice ' || l.positive_credit_sample,
        'check the signs of this source; the lines raise revenue'
    from lines as l
    union all
    select 31, 'invoice line below 0', 'warning', l.negative_invoice_count, l.negative_invoice_net, 'invoice ' || l.negative_invoice_sample,
        'discounts or returns on an invoice; if they are credit notes, map doc_type'
    from lines as l
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
    select 44, 'reversal larger than its invoice', 'error', o.invoice_count, o.excess, 'invoice ' || o.sample,
        'the credit notes that name it take back more than was invoiced; correct them in the source and load them again'
    from over_reversed as o
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
    select 51, 'line without cost', 'info', l.costless_count, l.costless_net, 'invoice ' || l.costless_sample,
        'has no profit; below min_cost_coverage every profit ranking is NULL'
    from lines as l
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
