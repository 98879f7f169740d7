-- name:    purchase_changes
-- kind:    base_table
-- summary: What credit notes and orders over several days change about the purchases of a day, and from when on.
-- grain:   one row per customer_id, day, effective_on and basis
-- source:  ledger, credit_lines
-- columns:
--   customer_id   VARCHAR  key     never NULL
--   day           DATE     date    never NULL; the day whose purchases change
--   effective_on  DATE     date    never NULL; the change counts as of this day and later
--   delta         INTEGER  count   never NULL; never 0
--   basis         VARCHAR  text    never NULL; the credit_match that the row holds for: 'auto' or 'linked'
-- notes:   Purchases of a customer on a day as of D under a basis = customer_days.purchases + sum(delta) over the rows of that
--          customer, day and basis with effective_on <= D. A reversed purchase leaves on the day of the credit note and comes
--          back when more is invoiced on its order; an order is one purchase, dated by its first invoice line.
with taken_back as (
    select
        c.source as src,
        c.customer_id as customer,
        case when c.target_order_id is null then 'invoice' else 'order' end as kind,
        coalesce(c.target_order_id, c.target_invoice_id) as number,
        case when c.target_order_id is null then c.target_date else date '0001-01-01' end as dated,
        c.credit_date as happened_on,
        sum(c.net_doc) as amount_auto,
        sum(case when c.link = 'linked' then c.net_doc else 0 end) as amount_linked
    from landscape_base.credit_lines as c
    where c.link <> 'unmatched'
    group by
        c.source, c.customer_id, case when c.target_order_id is null then 'invoice' else 'order' end,
        coalesce(c.target_order_id, c.target_invoice_id),
        case when c.target_order_id is null then c.target_date else date '0001-01-01' end, c.credit_date
),

spread as (
    select
        l.source as src,
        l.customer_id as customer,
        l.order_id as number
    from landscape_base.ledger as l
    where l.doc_type = 'invoice' and l.order_id is not null
    group by l.source, l.customer_id, l.order_id
    having min(l.invoice_date) < max(l.invoice_date)
),

concerned as (
    select
        t.src,
        t.customer,
        t.kind,
        t.number,
        t.dated
    from taken_back as t
    union
    select
        o.src,
        o.customer,
        'order' as kind,
        o.number,
        date '0001-01-01' as dated
    from spread as o
),

sold as (
    select
        p.src,
        p.customer,
        p.kind,
        p.number,
        p.dated,
        l.invoice_date as happened_on,
        sum(l.net_doc) as amount
    from landscape_base.ledger as l
    inner join concerned as p
        on p.src = l.source
        and p.customer = l.customer_id
        and p.kind = case when l.order_id is null then 'invoice' else 'order' end
        and p.number = coalesce(l.order_id, l.invoice_id)
        and p.dated = case when l.order_id is null then l.invoice_date else date '0001-01-01' end
    where l.doc_type = 'invoice'
    group by p.src, p.customer, p.kind, p.number, p.dated, l.invoice_date
),

moves as (
    select
        s.src,
        s.customer,
        s.kind,
        s.number,
        s.dated,
        s.happened_on,
        s.happened_on as sold_on,
        s.amount as amount_auto,
        s.amount as amount_linked
    from sold as s
    union all
    select
        t.src,
        t.customer,
        t.kind,
        t.number,
        t.dated,
        t.happened_on,
        cast(null as date) as sold_on,
        t.amount_auto,
        t.amount_linked
    from taken_back as t
),

by_day as (
    select
        m.src,
        m.customer,
        m.kind,
        m.number,
        m.dated,
        m.happened_on,
        min(m.sold_on) as sold_on,
        sum(m.amount_auto) as amount_auto,
        sum(m.amount_linked) as amount_linked
    from moves as m
    group by m.src, m.customer, m.kind, m.number, m.dated, m.happened_on
),

balances as (
    select
        d.src,
        d.customer,
        d.kind,
        d.number,
        d.dated,
        d.happened_on,
        min(d.sold_on) over (partition by d.src, d.customer, d.kind, d.number, d.dated) as first_sold_on,
        case
            when sum(d.amount_auto) over (
                partition by d.src, d.customer, d.kind, d.number, d.dated order by d.happened_on
                rows between unbounded preceding and current row
            ) > 0 then 1
            else 0
        end as stands_auto,
        case
            when sum(d.amount_linked) over (
                partition by d.src, d.customer, d.kind, d.number, d.dated order by d.happened_on
                rows between unbounded preceding and current row
            ) > 0 then 1
            else 0
        end as stands_linked
    from by_day as d
),

steps as (
    select
        b.customer,
        b.first_sold_on,
        b.happened_on,
        b.stands_auto - coalesce(lag(b.stands_auto) over (
            partition by b.src, b.customer, b.kind, b.number, b.dated order by b.happened_on
        ), 0) as step_auto,
        b.stands_linked - coalesce(lag(b.stands_linked) over (
            partition by b.src, b.customer, b.kind, b.number, b.dated order by b.happened_on
        ), 0) as step_linked
    from balances as b
),

changes as (
    select
        s.customer,
        s.first_sold_on as changed_day,
        s.happened_on,
        s.step_auto,
        s.step_linked
    from steps as s
    union all
    select
        s.customer,
        s.happened_on as changed_day,
        s.happened_on,
        -1 as step_auto,
        -1 as step_linked
    from sold as s
    where s.amount > 0
),

totals as (
    select
        c.customer,
        c.changed_day,
        c.happened_on,
        sum(c.step_auto) as total_auto,
        sum(c.step_linked) as total_linked
    from changes as c
    group by c.customer, c.changed_day, c.happened_on
)

select
    t.customer as customer_id,
    t.changed_day as day,
    t.happened_on as effective_on,
    cast(t.total_auto as integer) as delta,
    'auto' as basis
from totals as t
where t.total_auto <> 0
union all
select
    t.customer as customer_id,
    t.changed_day as day,
    t.happened_on as effective_on,
    cast(t.total_linked as integer) as delta,
    'linked' as basis
from totals as t
where t.total_linked <> 0
