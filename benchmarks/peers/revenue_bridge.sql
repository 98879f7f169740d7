with sums as (
    select
        case
            when i.invoice_date > ${as_of} - interval 12 month then 0
            when i.invoice_date > ${as_of} - interval 24 month then 1
            when i.invoice_date > ${as_of} - interval 36 month then 2
            else 3
        end as period,
        sum(i.net_amount) as net,
    from invoice_lines as i
    where i.invoice_date > ${as_of} - interval 48 month and i.invoice_date <= ${as_of}
    group by all
)
select a.period, coalesce(b.net, 0) as v0, a.net as v1, a.net - coalesce(b.net, 0) as change
from sums as a
left join sums as b
    on b.period = a.period + 1
where a.period < 3
