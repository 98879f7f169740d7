-- name:    landscape_lines
-- kind:    figure
-- summary: Every invoice line with its period, the tier and movement of its customer, and its part of each component of the bridge.
-- grain:   one row per invoice line of the landscape's periods
-- source:  config, ledger, credit_lines, landscape_base.customers, products, periods, revenue_split, ranked_spans, period_spans, customer_orders, unit_of
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period           INTEGER        number    0 is the newest
--   account_id       VARCHAR        key       row of the landscape the line belongs to: customer, parent, or one in parentheses
--   customer_id      VARCHAR        key       canonical customer of the line
--   source           VARCHAR        key       of the line
--   invoice_id       VARCHAR        key       of the line
--   line_no          INTEGER        number    NULL when the ledger has none
--   invoice_date     DATE           date      of the line
--   doc_type         VARCHAR        text      invoice, credit_note or adjustment
--   product_id       VARCHAR        key       NULL without one
--   product_line     VARCHAR        text      NULL when unknown
--   quantity         DECIMAL(18,4)  quantity  NULL when unknown
--   currency         VARCHAR        text      of the document
--   net              DECIMAL(38,4)  money     net amount in base currency; 0 where fx_missing excludes the line
--   cost             DECIMAL(38,4)  money     NULL when unknown
--   status           VARCHAR        text      of the account at as_of
--   tier             VARCHAR        text      of the account in the period, by revenue
--   movement         VARCHAR        text      of the account in the period
--   repeat           DECIMAL(38,4)  money     part of net
--   growth           DECIMAL(38,4)  money     part of net
--   new              DECIMAL(38,4)  money     part of net
--   reactivated      DECIMAL(38,4)  money     part of net
--   unknown_origin   DECIMAL(38,4)  money     part of net
--   adj              DECIMAL(38,4)  money     part of net
--   compared_period  INTEGER        number    the newer period that is compared with this line's window; NULL for none
--   contraction      DECIMAL(38,4)  money     part of the contraction of compared_period
--   lost             DECIMAL(38,4)  money     part of what compared_period lost
-- example: select customer_id, invoice_id, net, repeat, growth from landscape_lines where period = 0 order by net desc limit 5
-- notes:   Always of revenue. net = repeat + growth + new + reactivated + unknown_origin + adj on every line, and over an account and a
--   period each part sums to revenue_split: parts are in proportion to net, rounded to 4 decimals, and the last line takes the rest.
--   With the setting reactivated_as other than separate, reactivated value is part of new or repeat as there.
with config as materialized (
    select c.level as grain, c.credit_period as crediting, c.credit_match as matching, c.as_of as last_day
    from landscape_base.config(as_of := as_of, level := level) as c
),

spans as materialized (
    select p.period as k, p.start_day, p.end_day, newer.period as newer_k, newer.before_start, newer.before_end
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years) as p
    left join landscape_base.periods(as_of := as_of, period_months := period_months, years := years) as newer
        on p.period = newer.period + 1
),

splits as materialized (
    select s.*
    from revenue_split(as_of := as_of, period_months := period_months, measure := 'revenue', years := years, level := level) as s
),

tiers as (
    select r.customer_id, r.start_day, r.end_day, r.tier
    from landscape_base.ranked_spans(
        spans := landscape_base.period_spans(as_of, period_months, years, null, 'previous'),
        as_of := as_of, measure := 'revenue', level := level
    ) as r
),

entries as (
    select
        l.customer_id, l.source, l.invoice_id, l.line_no, l.invoice_date, l.invoice_date as day, l.doc_type, l.product_id, l.quantity,
        l.currency, coalesce(l.net, 0) as net, l.cost,
    from landscape_base.ledger as l
    where l.doc_type != 'credit_note'
    union all
    select
        c.customer_id, c.source, c.invoice_id, c.line_no, c.credit_date,
        case
            when config.crediting = 'origin' and (c.link = 'linked' or (c.link = 'matched' and config.matching = 'auto')) then c.target_date
            else c.credit_date
        end,
        'credit_note', c.product_id, c.quantity, c.currency, coalesce(c.net, 0), c.cost,
    from landscape_base.credit_lines as c
    cross join config
    where c.credit_date <= config.last_day
),

placed as (
    select
        e.*,
        s.k,
        s.start_day,
        s.end_day,
        case when e.day > s.before_start and e.day <= s.before_end then s.newer_k end as next_k,
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
    from entries as e
    inner join spans as s
        on e.day > s.start_day and e.day <= s.end_day
    inner join landscape_base.customers as cu
        on e.customer_id = cu.customer_id
    cross join config
),

shared as (
    select
        p.*,
        own.movement as moved,
        coalesce(own.v1, 0) as total1,
        coalesce(own.repeat, 0) as repeat1,
        coalesce(own.growth, 0) as growth1,
        own.new != 0 as is_fresh,
        own.reactivated != 0 as is_returned,
        own.unknown_origin != 0 as is_unknown,
        coalesce(next.contraction, 0) as shrunk0,
        coalesce(next.lost, 0) as gone0,
        case
            when own.v1 > 0 and own.repeat > 0 and own.growth > 0 then round(p.net::double * (own.repeat::double / own.v1::double), 4)::decimal(38, 4)
            when own.v1 > 0 and own.repeat > 0 then p.net
            else 0
        end as repeat_part,
        case when next.v0 > 0 and next.contraction > 0
            then round(p.net::double * (next.contraction::double / next.v0::double), 4)::decimal(38, 4) else 0 end as shrunk_part,
        {
            'day': p.day, 'invoice_id': coalesce(p.invoice_id, ''), 'source': coalesce(p.source, ''), 'line_no': coalesce(p.line_no, 0),
            'product_id': coalesce(p.product_id, ''), 'quantity': coalesce(p.quantity, 0), 'net': p.net
        } as place,
    from placed as p
    left join splits as own
        on p.k = own.period and p.unit_id = own.customer_id
    left join splits as next
        on p.next_k = next.period and p.unit_id = next.customer_id
),

-- What rounding leaves goes to the last line of an account. Only accounts with something to divide are looked at, and no line is sorted.
last_repeat as (
    select s.k, s.unit_id, max(s.place) as place, any_value(s.repeat1) - sum(s.repeat_part) as remainder
    from shared as s
    where s.total1 > 0 and s.repeat1 > 0 and s.growth1 > 0
    group by s.k, s.unit_id
),

last_shrunk as (
    select s.k, s.unit_id, s.next_k, max(s.place) as place, any_value(s.shrunk0) - sum(s.shrunk_part) as remainder
    from shared as s
    where s.shrunk0 > 0
    group by s.k, s.unit_id, s.next_k
),

candidates as (
    select
        s.*,
        lr.remainder as repeat_remainder,
        ls.remainder as shrunk_remainder,
    from shared as s
    left join last_repeat as lr
        on s.k = lr.k and s.unit_id = lr.unit_id and s.place = lr.place and lr.remainder != 0
    left join last_shrunk as ls
        on s.k = ls.k and s.unit_id = ls.unit_id and s.next_k = ls.next_k and s.place = ls.place and ls.remainder != 0
),

settled as (
    select
        c.*,
        c.repeat_part as kept,
        c.shrunk_part as less,
        c.total1 > 0 and (c.repeat1 > 0 or c.growth1 > 0) as is_split,
    from candidates as c
    where c.repeat_remainder is null and c.shrunk_remainder is null
    union all
    -- Equal lines are equally last: the first of them takes the remainder.
    select
        c.*,
        c.repeat_part + case
            when row_number() over (partition by c.k, c.unit_id, c.place order by c.day) = 1 then coalesce(c.repeat_remainder, 0)
            else 0
        end as kept,
        c.shrunk_part + case
            when row_number() over (partition by c.k, c.unit_id, c.next_k, c.place order by c.day) = 1 then coalesce(c.shrunk_remainder, 0)
            else 0
        end as less,
        c.total1 > 0 and (c.repeat1 > 0 or c.growth1 > 0) as is_split,
    from candidates as c
    where c.repeat_remainder is not null or c.shrunk_remainder is not null
)

select
    s.k as period,
    s.unit_id as account_id,
    s.customer_id as customer_id,
    s.source as source,
    s.invoice_id as invoice_id,
    s.line_no as line_no,
    s.invoice_date as invoice_date,
    s.doc_type as doc_type,
    s.product_id as product_id,
    pr.line as product_line,
    s.quantity as quantity,
    s.currency as currency,
    s.net::decimal(38, 4) as net,
    s.cost::decimal(38, 4) as cost,
    o.status as status,
    t.tier as tier,
    s.moved as movement,
    s.kept::decimal(38, 4) as repeat,
    (case when s.is_split then s.net - s.kept else 0 end)::decimal(38, 4) as growth,
    (case when s.is_fresh and not s.is_split then s.net else 0 end)::decimal(38, 4) as new,
    (case when s.is_returned then s.net else 0 end)::decimal(38, 4) as reactivated,
    (case when s.is_unknown then s.net else 0 end)::decimal(38, 4) as unknown_origin,
    (case when s.is_split or s.is_fresh or s.is_returned or s.is_unknown then 0 else s.net end)::decimal(38, 4) as adj,
    s.next_k as compared_period,
    s.less::decimal(38, 4) as contraction,
    (case when s.gone0 > 0 then s.net else 0 end)::decimal(38, 4) as lost,
from settled as s
left join products as pr
    on s.product_id = pr.product_id
left join tiers as t
    on s.unit_id = t.customer_id and s.start_day = t.start_day and s.end_day = t.end_day
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on s.unit_id = o.customer_id
