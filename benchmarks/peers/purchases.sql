-- What customers bought up to a day: invoices worth more than 0 after what credit notes have taken back of them. A credit line names its invoice, or takes
-- back the latest line of the customer, product and unit price in the year before that still has the quantity; the lines of each customer and
-- product are served in turn. For a ledger in one currency, without orders over several invoices and without merged accounts.
generic as (select c.customer_id from customers as c where c.is_generic or c.is_internal),

credits as materialized (
    select
        i.rowid as id, i.source, i.customer_id, i.product_id, i.invoice_id, i.line_no, i.invoice_date as day,
        -i.quantity as quantity, i.net_amount, round(i.net_amount::double / i.quantity::double, 4) as price, i.reverses_invoice_id as named,
    from invoice_lines as i
    where i.doc_type = 'credit_note' and i.invoice_date <= ${as_of} and i.customer_id is not null and i.customer_id not in (from generic)
),

linked as materialized (
    select c.id, max(i.invoice_date) as day
    from credits as c
    inner join invoice_lines as i
        on c.source = i.source and c.customer_id = i.customer_id and c.named = i.invoice_id and i.invoice_date <= c.day
    where i.doc_type = 'invoice'
    group by c.id
),

shelves as materialized (
    select
        row_number() over () as shelf, c.source, c.customer_id, c.product_id, min(c.day) - 365 as first_day, max(c.day) as last_day,
    from credits as c
    where c.named is null and c.product_id is not null and c.quantity > 0
    group by c.source, c.customer_id, c.product_id
),

turns as materialized (
    select
        s.shelf, c.id, c.day, c.quantity, c.price, c.named, l.day as named_day,
        row_number() over (partition by s.shelf order by c.day, c.invoice_id, c.line_no) as turn,
    from credits as c
    inner join shelves as s
        on c.source = s.source and c.customer_id = s.customer_id and c.product_id = s.product_id
    left join linked as l
        on c.id = l.id
    where c.named is null or l.id is not null
),

goods as materialized (
    select
        s.shelf,
        list_sort(list({
            'from_last': -epoch(i.invoice_date), 'invoice_id': i.invoice_id, 'line_no': i.line_no, 'day': i.invoice_date, 'quantity': i.quantity,
            'price': round(i.net_amount::double / i.quantity::double, 4)
        })) as lines,
    from invoice_lines as i
    inner join shelves as s
        on i.source = s.source and i.customer_id = s.customer_id and i.product_id = s.product_id
    where i.doc_type = 'invoice' and i.quantity > 0 and i.invoice_date between s.first_day and s.last_day
    group by s.shelf
),

served as (
    select g.shelf, 0::bigint as turn, null::bigint as id, null::bigint as taken, [g.quantity for g in g.lines] as rest
    from goods as g
    union all
    select
        p.shelf,
        p.turn,
        p.id,
        p.taken,
        case
            when p.named is not null then list_transform(p.rest, lambda r, n: r - case
                when p.lines[n].invoice_id = p.named and p.lines[n].day = p.named_day
                    then least(r, greatest(p.quantity - coalesce(list_sum(list_filter(p.rest[:n - 1], lambda q, m: p.lines[m].invoice_id = p.named and p.lines[m].day = p.named_day)), 0), 0))
                else 0
            end)
            else list_transform(p.rest, lambda r, n: r - case when n = p.taken then p.quantity else 0 end)
        end::decimal(18, 4)[],
    from (
        select
            t.*,
            g.lines,
            v.rest,
            case
                when t.named is null and t.quantity > 0 then list_position(list_transform(
                    v.rest, lambda r, n: r >= t.quantity and g.lines[n].price = t.price and g.lines[n].day between t.day - 365 and t.day
                ), true)
            end::bigint as taken,
        from served as v
        inner join turns as t
            on v.shelf = t.shelf and v.turn + 1 = t.turn
        inner join goods as g
            on v.shelf = g.shelf
    ) as p
),

returned as materialized (
    select c.id, c.source, c.customer_id, c.named as invoice_id, l.day as invoice_date, c.net_amount
    from linked as l
    inner join credits as c
        on l.id = c.id
    union all
    select c.id, c.source, c.customer_id, g.lines[v.taken].invoice_id, g.lines[v.taken].day, c.net_amount
    from served as v
    inner join goods as g
        on v.shelf = g.shelf
    inner join credits as c
        on v.id = c.id
    where v.taken > 0
),

purchases as (
    select b.customer_id, b.invoice_date as day
    from (
        select i.source, i.customer_id, i.invoice_id, i.invoice_date, i.net_amount
        from invoice_lines as i
        where i.doc_type = 'invoice' and i.invoice_date <= ${as_of} and i.customer_id is not null and i.customer_id not in (from generic)
        union all
        select r.source, r.customer_id, r.invoice_id, r.invoice_date, r.net_amount
        from returned as r
    ) as b
    group by b.source, b.customer_id, b.invoice_id, b.invoice_date
    having sum(b.net_amount) > 0
)
