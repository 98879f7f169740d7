-- name:    base_audit
-- kind:    base_table_macro
-- summary: What an auditor asks of the base tables: credit notes and their invoices, missing rates, gaps in time, names and unknown ids.
-- grain:   one row per question
-- source:  customer_days, landscape_base.customers, credit_lines, fx_daily, service_costs, unknown_keys
-- kept:    question
-- columns:
--   question  VARCHAR        key    never NULL; linked, matched, unmatched, target_missing, rateless, rateless_cost, empty_month, surge, twins, or unknown customer, prospect or contact
--   found     BIGINT         count  never NULL; credit lines, currencies and days, costs, months, customers, names or rows
--   net       DECIMAL(38,4)  money  net amount of the credit lines in base currency; NULL of all else, and where nothing was found
--   sample    VARCHAR        text   the first of them; NULL when nothing was found
with credits as (
    select
        case when c.reason in ('target_missing', 'target_later', 'other_customer', 'other_currency') then 'target_missing' end as broken,
        c.link,
        count(*) as line_count,
        sum(c.net) as net,
        min(c.invoice_id) as sample,
    from landscape_base.credit_lines as c
    group by all
),

first_months as (
    select cd.customer_id, min(cd.mi) as mi
    from landscape_base.customer_days as cd
    group by cd.customer_id
),

arrivals as (
    select f.mi, count(*) as fresh
    from first_months as f
    group by f.mi
),

billed as (
    select cd.mi, sum(cd.lines) as lines
    from landscape_base.customer_days as cd
    group by cd.mi
),

months as materialized (
    select
        s.mi,
        coalesce(b.lines, 0) as lines,
        coalesce(a.fresh, 0) as fresh,
        s.mi // 12 || '-' || lpad((s.mi % 12 + 1)::varchar, 2, '0') as label,
    from (select unnest(range(min(b.mi), max(b.mi) + 1)) as mi from billed as b) as s
    left join billed as b
        on s.mi = b.mi
    left join arrivals as a
        on s.mi = a.mi
),

surges as (
    select m.label, m.fresh
    from (
        select
            m.label,
            m.fresh,
            avg(m.fresh) over (order by m.mi rows between 12 preceding and 1 preceding) as usual,
            count(*) over (order by m.mi rows between 12 preceding and 1 preceding) as known,
        from months as m
    ) as m
    where m.known >= 6 and m.fresh >= 20 and m.fresh > 5 * greatest(m.usual, 1)
),

twins as (
    select min(cu.name) || ' / ' || max(cu.name) || ' (' || min(cu.customer_id) || ', ' || max(cu.customer_id) || ')' as names
    from landscape_base.customers as cu
    where cu.kind = 'ranked' and cu.name is not null
    group by regexp_replace(
        regexp_replace(lower(strip_accents(cu.name)), '\b(ltd|limited|inc|llc|gmbh|ag|sa|bv|plc|co|corp|company)\b\.?', '', 'g'),
        '[^\p{L}\p{N}]+', '', 'g'
    )
    having count(*) > 1
)

select
    links.link as question,
    coalesce(sum(c.line_count), 0)::bigint as found,
    sum(c.net)::decimal(38, 4) as net,
    min(c.sample) as sample,
from (values ('linked'), ('matched'), ('unmatched'), ('target_missing')) as links (link)
left join credits as c
    on links.link in (c.link, c.broken)
group by links.link
union all
select 'rateless', count(*), null, min(f.currency || ' on ' || f.day)
from landscape_base.fx_daily as f
where f.to_base is null
union all
select 'rateless_cost', count(*), null, min(s.customer_id || ' on ' || s.day)
from landscape_base.service_costs as s
where s.amount is null
union all
select 'empty_month', count(*), null, min(m.label)
from months as m
where m.lines = 0
union all
select 'surge', coalesce(sum(s.fresh), 0)::bigint, null, min(s.label)
from surges as s
union all
select 'twins', count(*), null, min(t.names)
from twins as t
union all
select 'unknown ' || kinds.kind, coalesce(sum(u.times), 0)::bigint, null, min(u.table_name || ' names ' || u.id)
from (values ('customer'), ('prospect'), ('contact')) as kinds (kind)
left join landscape_base.unknown_keys as u
    on kinds.kind = u.kind
group by kinds.kind
