select
    case
        when i.invoice_date > ${as_of} - interval 12 month then 0
        when i.invoice_date > ${as_of} - interval 24 month then 1
        else 2
    end as period,
    coalesce(p.line, '(none)') as product_id,
    sum(i.net_amount) as revenue,
from invoice_lines as i
left join products as p
    on i.product_id = p.product_id
where i.invoice_date > ${as_of} - interval 36 month and i.invoice_date <= ${as_of}
group by all
