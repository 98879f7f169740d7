with sums as (
    select i.customer_id, sum(i.net_amount) as value
    from invoice_lines as i
    where i.invoice_date > ${as_of} - interval 12 month and i.invoice_date <= ${as_of}
        and i.customer_id not in (select c.customer_id from customers as c where c.is_generic)
    group by i.customer_id
    having sum(i.net_amount) > 0
),
ranked as (
    select
        s.customer_id,
        s.value,
        rank() over by_value as rank,
        sum(s.value) over () as total,
        sum(s.value) over (by_value range between unbounded preceding and current row) as reached,
        coalesce(sum(s.value) over (by_value range between unbounded preceding and current row exclude group), 0) as above,
    from sums as s
    window by_value as (order by s.value desc)
)
select
    r.customer_id,
    r.value,
    r.rank,
    round(r.value::double / r.total::double, 9) as share,
    round(r.reached::double / r.total::double, 9) as cum_share,
    case when r.above < 0.80 * r.total then 'A' when r.above < 0.95 * r.total then 'B' else 'C' end as tier,
from ranked as r
