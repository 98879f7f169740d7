-- name:    line_audit
-- kind:    base_table_macro
-- summary: What an auditor asks of every line: lines without customer or cost, signs, dates, numbers used twice.
-- grain:   one row per question
-- source:  config, ledger, credit_lines
-- kept:    question
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   question  VARCHAR        key    never NULL; after, ancient, nobody, positive_credit, negative_invoice, costless, repeated, reused or over_reversed
--   found     BIGINT         count  lines; invoices of reused and over_reversed
--   net       DECIMAL(38,4)  money  their net amount in base currency, of over_reversed what is too much; NULL of reused, and where nothing was found
--   sample    VARCHAR        text   the first invoice or day; NULL when nothing was found
-- notes:   Numbers used twice are looked for by a hash of the key, and only what shares one is compared by the key itself: ten million lines are
--   grouped by a number and not by five texts.
with config as materialized (
    select c.as_of as last_day
    from landscape_base.config(as_of := as_of) as c
),

lines as materialized (
    select
        count(*) filter (where l.invoice_date > config.last_day) as after_count,
        sum(l.net) filter (where l.invoice_date > config.last_day) as after_net,
        max(l.invoice_date) filter (where l.invoice_date > config.last_day) as after_sample,
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

line_keys as (
    select h.line_key
    from (
        select hash(l.source, l.invoice_id, l.line_no, l.customer_id, l.invoice_date) as line_key
        from landscape_base.ledger as l
        where l.line_no is not null
    ) as h
    group by h.line_key
    having count(*) > 1
),

repeated as (
    select count(*) as line_count, sum(d.net) as net, min(d.invoice_id) as sample
    from (
        select l.invoice_id, sum(l.net) as net
        from (
            select
                r.source, r.invoice_id, r.line_no, r.customer_id, r.invoice_date, r.net,
                hash(r.source, r.invoice_id, r.line_no, r.customer_id, r.invoice_date) as line_key,
            from landscape_base.ledger as r
            where r.line_no is not null
        ) as l
        semi join line_keys as k
            on l.line_key = k.line_key
        group by l.source, l.invoice_id, l.line_no, l.customer_id, l.invoice_date
        having count(*) > 1
    ) as d
),

number_keys as (
    select h.number_key
    from (
        select hash(l.source, l.invoice_id) as number_key, hash(l.customer_id, l.invoice_date) as place_key
        from landscape_base.ledger as l
    ) as h
    group by h.number_key
    having min(h.place_key) != max(h.place_key)
),

reused as (
    select count(*) as number_count, min(d.invoice_id) as sample
    from (
        select l.invoice_id
        from (
            select r.source, r.invoice_id, r.customer_id, r.invoice_date, hash(r.source, r.invoice_id) as number_key
            from landscape_base.ledger as r
        ) as l
        semi join number_keys as k
            on l.number_key = k.number_key
        group by l.source, l.invoice_id
        having min(l.customer_id) != max(l.customer_id) or min(l.invoice_date) != max(l.invoice_date)
    ) as d
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
)

select 'after' as question, l.after_count as found, l.after_net::decimal(38, 4) as net, l.after_sample::varchar as sample from lines as l
union all
select 'ancient', l.ancient_count, l.ancient_net, l.ancient_sample::varchar from lines as l
union all
select 'nobody', l.nobody_count, l.nobody_net, l.nobody_sample from lines as l
union all
select 'positive_credit', l.positive_credit_count, l.positive_credit_net, l.positive_credit_sample from lines as l
union all
select 'negative_invoice', l.negative_invoice_count, l.negative_invoice_net, l.negative_invoice_sample from lines as l
union all
select 'costless', l.costless_count, l.costless_net, l.costless_sample from lines as l
union all
select 'repeated', r.line_count, r.net, r.sample from repeated as r
union all
select 'reused', r.number_count, null, r.sample from reused as r
union all
select 'over_reversed', o.invoice_count, o.excess, o.sample from over_reversed as o
