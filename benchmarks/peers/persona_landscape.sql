select
    case
        when i.invoice_date > ${as_of} - interval 12 month then 0
        when i.invoice_date > ${as_of} - interval 24 month then 1
        else 2
    end as period,
    case when i.customer_id is null then '(unassigned)' when c.is_generic then '(generic)' else coalesce(c.persona, '(unknown)') end as persona,
    sum(i.net_amount) as revenue,
from invoice_lines as i
left join customers as c
    on i.customer_id = c.customer_id
where i.invoice_date > ${as_of} - interval 36 month and i.invoice_date <= ${as_of}
group by all
