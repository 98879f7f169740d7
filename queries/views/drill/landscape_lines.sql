-- name:    landscape_lines
-- kind:    figure
-- summary: Every invoice line with its period, the tier and movement of its customer, and its part of each component of the bridge.
-- grain:   one row per invoice line of the landscape's periods
-- source:  config, dated_lines, landscape_base.customers, days, products, periods, period_spans, customer_spans, customer_orders, moves_of, split_of, ranked_sums, unit_of
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
    select c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

lines_periods as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years) as p
),

lines_wanted as (
    select ps.spans
    from landscape_base.period_spans(periods := 'lines_periods') as ps
),

lines_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select lw.spans from lines_wanted as lw), as_of := as_of, level := level) as s
),

lines_orders as materialized (
    select o.customer_id, o.status, o.known_first, o.returns_only
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

lines_ranked as (
    select s.*
    from lines_sums as s
    inner join lines_periods as p
        on s.start_day = p.start_day and s.end_day = p.end_day
),

lines_moves as (
    select m.*
    from landscape_base.moves_of(
        given := 'lines_sums', periods := 'lines_periods', orders := 'lines_orders', as_of := as_of, measure := 'revenue'
    ) as m
),

splits as materialized (
    select
        s.period as k, s.customer_id, s.movement, s.v0, s.v1, s.repeat, s.growth, s.new, s.reactivated, s.unknown_origin, s.contraction, s.lost,
    from landscape_base.split_of(given := 'lines_moves', as_of := as_of) as s
),

tiers as (
    select p.period as k, r.customer_id, r.tier
    from landscape_base.ranked_sums(
        given := 'lines_ranked', orders := 'lines_orders', as_of := as_of, measure := 'revenue', level := level
    ) as r
    inner join lines_periods as p
        on r.start_day = p.start_day and r.end_day = p.end_day
),

-- every account in a period with what its lines are divided by, and the same for the newer period that compares with this one
accounts as materialized (
    select
        row_number() over () as account_no,
        own.k,
        own.customer_id as unit_id,
        own.movement as moved,
        t.tier as tier_name,
        own.repeat as repeat1,
        case when own.v1 > 0 and own.repeat > 0 and own.growth > 0 then own.repeat::double / own.v1::double end as repeat_ratio,
        coalesce(own.v1 > 0 and own.repeat > 0, false) as is_repeat,
        coalesce(own.v1 > 0 and (own.repeat > 0 or own.growth > 0), false) as is_split,
        coalesce(own.new != 0, false) as is_fresh,
        coalesce(own.reactivated != 0, false) as is_returned,
        coalesce(own.unknown_origin != 0, false) as is_unknown,
        next.contraction as shrunk0,
        case when next.v0 > 0 and next.contraction > 0 then next.contraction::double / next.v0::double end as shrunk_ratio,
        coalesce(next.lost > 0, false) as is_lost,
    from splits as own
    left join splits as next
        on own.k = next.k + 1 and own.customer_id = next.customer_id
    left join tiers as t
        on own.k = t.k and own.customer_id = t.customer_id
),

members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
),

-- Found in a list and not by a join over ranges: DuckDB takes such a join to leave next to nothing, and would then hold the lines in memory
-- and not what they are joined with.
day_periods as materialized (
    select
        d.day,
        list_filter(w.periods, lambda p: d.day > p.start_day and d.day <= p.end_day)[1].k as k,
        list_filter(w.periods, lambda p: d.day > p.before_start and d.day <= p.before_end)[1].k as newer_k,
    from landscape_base.days as d
    cross join (
        select list({
            'k': p.period, 'start_day': p.start_day, 'end_day': p.end_day, 'before_start': p.before_start, 'before_end': p.before_end
        } order by p.period) as periods
        from lines_periods as p
    ) as w
),

line_days as (
    select dp.day, dp.k, case when dp.newer_k = dp.k - 1 then dp.newer_k end as next_k
    from day_periods as dp
    where dp.k is not null
),

dividing as materialized (
    select a.account_no, a.k, a.unit_id, a.repeat_ratio, a.shrunk_ratio
    from accounts as a
    where a.repeat_ratio is not null or a.shrunk_ratio is not null
),

-- What rounding leaves goes to the last line of an account; row_no tells equal lines apart, so that one of them is the last. Only accounts with
-- something to divide are looked at, no line is kept or sorted, and only the lines of an account's last day are compared by more than their
-- day: every greater text that a max meets stays in memory until all lines are read.
last_days as materialized (
    select
        d.account_no,
        any_value(d.unit_id) as unit_id,
        sum(round(coalesce(e.net, 0)::double * d.repeat_ratio, 4)::decimal(38, 4)) as repeat_sum,
        sum(round(coalesce(e.net, 0)::double * d.shrunk_ratio, 4)::decimal(38, 4)) filter (where dp.next_k is not null) as shrunk_sum,
        max(e.day) filter (where d.repeat_ratio is not null) as repeat_day,
        max(e.day) filter (where d.shrunk_ratio is not null and dp.next_k is not null) as shrunk_day,
    from landscape_base.dated_lines(as_of := as_of) as e
    inner join line_days as dp
        on e.day = dp.day
    inner join members as m
        on e.customer_id = m.customer_id
    -- A left join, whose order stands: an inner one would be made between days and accounts first, for each day of an account. Lines
    -- that are not divided come together in an account NULL, which nothing joins.
    left join dividing as d
        on dp.k = d.k and m.unit_id = d.unit_id
    group by d.account_no
),

closing_days as materialized (
    select d.account_no, d.unit_id, d.repeat_day as day, true as is_repeat
    from last_days as d
    where d.repeat_day is not null
    union all
    select d.account_no, d.unit_id, d.shrunk_day, false
    from last_days as d
    where d.shrunk_day is not null
),

last_lines as (
    select
        c.account_no,
        max({
            'day': e.day, 'invoice_id': coalesce(e.invoice_id, ''), 'source': coalesce(e.source, ''), 'line_no': coalesce(e.line_no, 0),
            'product_id': coalesce(e.product_id, ''), 'quantity': coalesce(e.quantity, 0), 'net': coalesce(e.net, 0), 'row_no': e.row_no
        }) filter (where c.is_repeat) as repeat_place,
        max({
            'day': e.day, 'invoice_id': coalesce(e.invoice_id, ''), 'source': coalesce(e.source, ''), 'line_no': coalesce(e.line_no, 0),
            'product_id': coalesce(e.product_id, ''), 'quantity': coalesce(e.quantity, 0), 'net': coalesce(e.net, 0), 'row_no': e.row_no
        }) filter (where not c.is_repeat) as shrunk_place,
    from landscape_base.dated_lines(as_of := as_of) as e
    inner join members as m
        on e.customer_id = m.customer_id
    inner join closing_days as c
        on m.unit_id = c.unit_id and e.day = c.day
    group by c.account_no
),

settled as materialized (
    select
        a.*,
        a.repeat1 - d.repeat_sum as repeat_rest,
        a.shrunk0 - d.shrunk_sum as shrunk_rest,
        l.repeat_place.row_no as repeat_row,
        l.shrunk_place.row_no as shrunk_row,
    from accounts as a
    left join last_days as d
        on a.account_no = d.account_no
    left join last_lines as l
        on a.account_no = l.account_no
),

shared as (
    select
        e.customer_id, e.source, e.invoice_id, e.line_no, e.invoice_date, e.doc_type, e.product_id, e.quantity, e.currency,
        coalesce(e.net, 0) as net,
        e.cost,
        dp.k,
        dp.next_k,
        m.unit_id,
        a.moved,
        a.tier_name,
        coalesce(a.is_split, false) as is_split,
        coalesce(a.is_fresh, false) as is_fresh,
        coalesce(a.is_returned, false) as is_returned,
        coalesce(a.is_unknown, false) as is_unknown,
        dp.next_k is not null and coalesce(a.is_lost, false) as is_lost,
        case
            when a.repeat_ratio is not null
                then round(coalesce(e.net, 0)::double * a.repeat_ratio, 4)::decimal(38, 4) + case when e.row_no = a.repeat_row then a.repeat_rest else 0 end
            when a.is_repeat then coalesce(e.net, 0)
            else 0
        end as kept,
        case
            when dp.next_k is not null and a.shrunk_ratio is not null
                then round(coalesce(e.net, 0)::double * a.shrunk_ratio, 4)::decimal(38, 4) + case when e.row_no = a.shrunk_row then a.shrunk_rest else 0 end
            else 0
        end as less,
    from landscape_base.dated_lines(as_of := as_of) as e
    inner join line_days as dp
        on e.day = dp.day
    inner join members as m
        on e.customer_id = m.customer_id
    left join settled as a
        on dp.k = a.k and m.unit_id = a.unit_id
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
    s.tier_name as tier,
    s.moved as movement,
    s.kept::decimal(38, 4) as repeat,
    (case when s.is_split then s.net - s.kept else 0 end)::decimal(38, 4) as growth,
    (case when s.is_fresh and not s.is_split then s.net else 0 end)::decimal(38, 4) as new,
    (case when s.is_returned then s.net else 0 end)::decimal(38, 4) as reactivated,
    (case when s.is_unknown then s.net else 0 end)::decimal(38, 4) as unknown_origin,
    (case when s.is_split or s.is_fresh or s.is_returned or s.is_unknown then 0 else s.net end)::decimal(38, 4) as adj,
    s.next_k as compared_period,
    s.less::decimal(38, 4) as contraction,
    (case when s.is_lost then s.net else 0 end)::decimal(38, 4) as lost,
from shared as s
left join products as pr
    on s.product_id = pr.product_id
left join lines_orders as o
    on s.unit_id = o.customer_id
