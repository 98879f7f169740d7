with sums as (
    select i.customer_id, sum(i.net_amount) as value
    from invoice_lines as i
    where i.invoice_date > ${as_of} - interval 12 month and i.invoice_date <= ${as_of}
        and i.customer_id not in (select c.customer_id from customers as c where c.is_generic)
    group by i.customer_id
    having sum(i.net_amount) > 0
),
levels as (
    select s.value, count(*) as customers, sum(sum(s.value)) over (order by s.value desc) - sum(s.value) as above, sum(sum(s.value)) over () as total
    from sums as s
    group by s.value
)
select
    min(l.value) filter (where l.above < 0.80 * l.total) as a_floor,
    min(l.value) filter (where l.above < 0.95 * l.total) as b_floor,
    sum(l.customers) filter (where l.above < 0.80 * l.total) as a_customers,
    sum(l.customers) filter (where l.above >= 0.80 * l.total and l.above < 0.95 * l.total) as b_customers,
from levels as l
