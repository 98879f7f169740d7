-- name:    service_quality
-- kind:    figure
-- summary: What went wrong for each customer: credit notes, complaints, how fast they were resolved, deliveries on time (requirement B16).
-- grain:   one row per period and customer_id with a line or a complaint in the period
-- source:  periods, basics, customer_spans, credit_lines, complaints, invoice_lines, aliases, landscape_base.customers, unit_of
-- kept:    period, customer_id
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period                     INTEGER        number  0 is the newest
--   period_start               DATE           date    first day
--   period_end                 DATE           date    last day, never after as_of
--   customer_id                VARCHAR        key     customer or root parent
--   name                       VARCHAR        text    NULL when unknown
--   orders                     BIGINT         count   purchases
--   sold                       DECIMAL(38,4)  money   net amount without the credit notes
--   credited                   DECIMAL(38,4)  money   credit notes of the period, as a positive amount
--   credit_value_rate          DOUBLE         ratio   credited divided by sold; NULL when nothing was sold
--   credit_line_count          BIGINT         count   lines of credit notes
--   credit_count_rate          DOUBLE         ratio   lines of credit notes divided by all other lines; NULL without any
--   complaints                 BIGINT         count   opened in the period; NULL when no complaint is loaded at all
--   complaints_per_100_orders  DOUBLE         number  NULL without an order
--   open_complaints            BIGINT         count   of those, not resolved by as_of
--   days_to_resolve            DOUBLE         days    median of those resolved by as_of; NULL without one
--   deliveries                 BIGINT         count   lines with a promised day and a delivery by as_of
--   on_time_rate               DOUBLE         ratio   share of them delivered by the promised day; NULL without one
--   as_of                      DATE           date    last day, inclusive
-- example: select name, orders, credit_value_rate, complaints, on_time_rate from service_quality where period = 0 order by credited desc limit 10
-- notes:   Credit notes count in the period of their own date, deliveries in that of the invoice, complaints in that of their opening.
--   Who is never ranked has no row.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

periods_of as materialized (
    select p.period as k, p.start_day, p.end_day
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

members as materialized (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

sums as (
    select p.k, s.customer_id as unit_id, s.purchases, s.net, s.lines
    from landscape_base.customer_spans(
        spans := (select list({'start_day': q.start_day, 'end_day': q.end_day}) from periods_of as q), as_of := as_of
    ) as s
    inner join periods_of as p
        on s.start_day = p.start_day and s.end_day = p.end_day
    where s.kind = 'ranked' and (s.lines > 0 or s.purchases > 0)
),

credits as (
    select p.k, m.unit_id, -sum(c.net) as back, count(*) as n
    from landscape_base.credit_lines as c
    inner join members as m
        on c.customer_id = m.account
    inner join periods_of as p
        on c.credit_date > p.start_day and c.credit_date <= p.end_day
    group by p.k, m.unit_id
),

complained as (
    select
        p.k,
        m.unit_id,
        count(*) as n,
        count(*) filter (where coalesce(c.resolved_on > config.last_day, true)) as n_open,
        median(c.resolved_on - c.opened_on) filter (where c.resolved_on <= config.last_day) as days_open,
    from complaints as c
    cross join config
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    inner join periods_of as p
        on c.opened_on > p.start_day and c.opened_on <= p.end_day
    group by p.k, m.unit_id
),

delivered as (
    select p.k, m.unit_id, count(*) as n, count(*) filter (where l.delivered_date <= l.promised_date) as n_in_time,
    from invoice_lines as l
    cross join config
    left join landscape_base.aliases as a
        on l.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, l.customer_id) = m.account
    inner join periods_of as p
        on l.invoice_date > p.start_day and l.invoice_date <= p.end_day
    where l.promised_date is not null and l.delivered_date <= config.last_day and l.doc_type = 'invoice'
    group by p.k, m.unit_id
),

keys as (
    select s.k, s.unit_id from sums as s
    union
    select c.k, c.unit_id from complained as c
),

recorded as (
    select count(*) > 0 as any_complaint
    from (select c.customer_id from complaints as c limit 1) as found
)

select
    k.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    k.unit_id as customer_id,
    cu.name as name,
    coalesce(s.purchases, 0)::bigint as orders,
    (coalesce(s.net, 0) + coalesce(c.back, 0))::decimal(38, 4) as sold,
    coalesce(c.back, 0)::decimal(38, 4) as credited,
    coalesce(c.back, 0)::double / nullif(coalesce(s.net, 0) + coalesce(c.back, 0), 0)::double as credit_value_rate,
    coalesce(c.n, 0)::bigint as credit_line_count,
    coalesce(c.n, 0)::double / nullif(coalesce(s.lines, 0) - coalesce(c.n, 0), 0)::double as credit_count_rate,
    case when recorded.any_complaint then coalesce(g.n, 0) end::bigint as complaints,
    case when recorded.any_complaint then 100 * coalesce(g.n, 0)::double / nullif(coalesce(s.purchases, 0), 0)::double end as complaints_per_100_orders,
    case when recorded.any_complaint then coalesce(g.n_open, 0) end::bigint as open_complaints,
    g.days_open::double as days_to_resolve,
    coalesce(d.n, 0)::bigint as deliveries,
    d.n_in_time::double / nullif(d.n, 0)::double as on_time_rate,
    config.last_day as as_of,
from keys as k
inner join periods_of as p
    on k.k = p.k
cross join config
cross join recorded
left join sums as s
    on k.k = s.k and k.unit_id = s.unit_id
left join credits as c
    on k.k = c.k and k.unit_id = c.unit_id
left join complained as g
    on k.k = g.k and k.unit_id = g.unit_id
left join delivered as d
    on k.k = d.k and k.unit_id = d.unit_id
left join landscape_base.customers as cu
    on k.unit_id = cu.customer_id
