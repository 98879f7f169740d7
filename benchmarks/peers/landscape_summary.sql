select
    case
        when i.invoice_date > ${as_of} - interval 12 month then 0
        when i.invoice_date > ${as_of} - interval 24 month then 1
        else 2
    end as period,
    sum(i.net_amount) as revenue,
    sum(i.net_amount - i.cost_amount) as profit,
from invoice_lines as i
where i.invoice_date > ${as_of} - interval 36 month and i.invoice_date <= ${as_of}
group by all
