-- Cost to serve by customer and day: touches on their day, costs on the last day of their period, those of nobody in particular spread over the customers by
-- revenue, orders, lines or touches, to the ten-thousandth, what the rounding leaves over to the largest.
shared_costs as materialized (
    select
        row_number() over (order by c.period_end, c.kind, c.amount, c.period_start) as id, c.period_start, c.period_end, c.amount,
        coalesce(c.spread_by, 'revenue') as spread_by,
    from costs_to_serve as c
    where c.customer_id is null and c.period_end <= ${as_of}
),

weighed_invoices as (
    select s.id, i.customer_id, s.spread_by, sum(i.net_amount) as net, sum(i.net_amount) filter (where i.doc_type = 'invoice') as sold, count(*) as lines,
    from invoice_lines as i
    inner join (select s.id, s.spread_by, unnest(generate_series(s.period_start, s.period_end, interval 1 day))::date as day from shared_costs as s) as s
        on i.invoice_date = s.day
    where s.spread_by != 'touches' and i.customer_id is not null and i.customer_id not in (select c.customer_id from customers as c where c.is_generic or c.is_internal)
    group by s.id, i.customer_id, s.spread_by, case when s.spread_by = 'orders' then i.source end, case when s.spread_by = 'orders' then i.invoice_id end, case when s.spread_by = 'orders' then i.invoice_date end
),

weights as (
    select
        w.id, w.customer_id,
        case w.spread_by when 'orders' then count(*) filter (where w.sold > 0) when 'lines' then sum(w.lines) else greatest(sum(w.net), 0) end::double as weight,
    from weighed_invoices as w
    group by w.id, w.customer_id, w.spread_by
    union all
    select s.id, t.customer_id, count(*)::double
    from shared_costs as s
    inner join touches as t
        on t.touched_at::date between s.period_start and s.period_end
    where s.spread_by = 'touches' and t.customer_id is not null
    group by s.id, t.customer_id
),

shares as (
    select
        w.customer_id, s.id, s.period_end as day, s.amount,
        round(s.amount * (w.weight / sum(w.weight) over (partition by w.id)), 4)::decimal(18, 4) as part,
        row_number() over (partition by w.id order by w.weight desc, w.customer_id) as place,
    from weights as w
    inner join shared_costs as s
        on w.id = s.id
    where w.weight > 0
),

service as (
    select t.customer_id, t.touched_at::date as day, t.cost as amount
    from touches as t
    where t.cost is not null and t.customer_id is not null and t.touched_at::date <= ${as_of}
    union all
    select c.customer_id, c.period_end, c.amount
    from costs_to_serve as c
    where c.customer_id is not null and c.period_end <= ${as_of}
    union all
    select s.customer_id, s.day, s.part + case when s.place = 1 then s.amount - sum(s.part) over (partition by s.id) else 0 end
    from shares as s
)
