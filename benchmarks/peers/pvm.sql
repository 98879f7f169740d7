with sums as (
    select
        coalesce(i.product_id, '(none)') as product_id,
        coalesce(sum(i.net_amount) filter (where i.invoice_date <= (${as_of} - interval 12 month)::date), 0) as value_a,
        coalesce(sum(i.net_amount) filter (where i.invoice_date > (${as_of} - interval 12 month)::date), 0) as value_b,
        coalesce(sum(i.net_amount) filter (where i.invoice_date <= (${as_of} - interval 12 month)::date and i.quantity is not null), 0) as v_a,
        coalesce(sum(i.net_amount) filter (where i.invoice_date > (${as_of} - interval 12 month)::date and i.quantity is not null), 0) as v_b,
        coalesce(sum(i.quantity) filter (where i.invoice_date <= (${as_of} - interval 12 month)::date), 0) as quantity_a,
        coalesce(sum(i.quantity) filter (where i.invoice_date > (${as_of} - interval 12 month)::date), 0) as quantity_b,
        sum(abs(i.net_amount)) as net_abs,
        sum(case when i.cost_amount is not null then abs(i.net_amount) end) as net_abs_costed,
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 24 month)::date and i.invoice_date <= ${as_of}
    group by all
),

sorted as (
    select
        s.*,
        p.name,
        p.uom,
        case
            when s.quantity_a > 0 and s.v_a > 0 and s.quantity_b > 0 and s.v_b > 0 then 'kept'
            when s.quantity_a > 0 and s.v_a > 0 and s.quantity_b = 0 and s.v_b = 0 then 'lost'
            when s.quantity_a = 0 and s.v_a = 0 and s.quantity_b > 0 and s.v_b > 0 then 'new'
            else 'other'
        end as kind,
        s.v_a::double / nullif(s.quantity_a, 0)::double as p_a,
        s.v_b::double / nullif(s.quantity_b, 0)::double as p_b,
    from sums as s
    left join products as p
        on s.product_id = p.product_id
),

units as (
    select s.uom, sum(s.quantity_a)::double as all_a, sum(s.quantity_b)::double as all_b
    from sorted as s
    where s.kind = 'kept'
    group by s.uom
),

parts as (
    select
        s.*,
        case when s.kind = 'kept' then round((s.p_b - s.p_a) * (s.quantity_a + s.quantity_b)::double / 2, 4) else 0 end::decimal(18, 4) as price,
        case
            when s.kind = 'kept' then round(
                (u.all_a + u.all_b) / 2 * (s.quantity_b::double / u.all_b - s.quantity_a::double / u.all_a) * (s.p_a + s.p_b) / 2, 4
            )
            else 0
        end::decimal(18, 4) as mix,
    from sorted as s
    left join units as u
        on s.uom is not distinct from u.uom
)

select
    p.product_id,
    p.name,
    p.uom,
    p.kind,
    p.value_a,
    p.value_b,
    p.value_b - p.value_a as change,
    round(p.price, 2) as price,
    round(case when p.kind = 'kept' then p.v_b - p.v_a - p.price - p.mix else 0 end, 2) as volume,
    round(p.mix, 2) as mix,
    case when p.kind = 'new' then p.v_b else 0 end as new,
    case when p.kind = 'lost' then -p.v_a else 0 end as lost,
    case when p.kind = 'other' then p.value_b - p.value_a else p.value_b - p.value_a - (p.v_b - p.v_a) end as other,
    p.quantity_a,
    p.quantity_b,
    round(case when p.quantity_a > 0 and p.v_a > 0 then p.p_a end, 9) as price_a,
    round(case when p.quantity_b > 0 and p.v_b > 0 then p.p_b end, 9) as price_b,
    round((sum(p.net_abs_costed) over ())::double / nullif(sum(p.net_abs) over (), 0)::double, 9) as cost_coverage,
from parts as p
