with sums as (
    select
        coalesce(i.product_id, '(none)') as product_id,
        coalesce(sum(i.net_amount) filter (where i.invoice_date <= ${as_of} - interval 12 month), 0) as value_a,
        coalesce(sum(i.net_amount) filter (where i.invoice_date > ${as_of} - interval 12 month), 0) as value_b,
        coalesce(sum(i.quantity) filter (where i.invoice_date <= ${as_of} - interval 12 month), 0) as quantity_a,
        coalesce(sum(i.quantity) filter (where i.invoice_date > ${as_of} - interval 12 month), 0) as quantity_b,
    from invoice_lines as i
    where i.invoice_date > ${as_of} - interval 24 month and i.invoice_date <= ${as_of}
    group by all
)
select s.product_id, s.value_a, s.value_b, s.value_b - s.value_a as change, s.quantity_a, s.quantity_b
from sums as s
