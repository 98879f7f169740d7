with recursive ${purchases.sql},

sums as (
    select i.customer_id, sum(i.net_amount) as value
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 12 month)::date and i.invoice_date <= ${as_of}
        and i.customer_id is not null and i.customer_id not in (from generic)
    group by i.customer_id
),

levels as (
    select s.value, sum(s.value) as positive
    from sums as s
    where s.value > 0
    group by s.value
),

ladder as (
    select
        l.value,
        case
            when sum(l.positive) over above - l.positive < 0.80 * sum(l.positive) over () then 'A'
            when sum(l.positive) over above - l.positive < 0.95 * sum(l.positive) over () then 'B'
            else 'C'
        end as tier,
    from levels as l
    window above as (order by l.value desc rows between unbounded preceding and current row)
),

tiers as (
    select coalesce(l.tier, 'C') as tier, min(s.value) as floor, count(*) as customers
    from sums as s
    semi join (select p.customer_id from purchases as p where p.day > (${as_of} - interval 12 month)::date) as b
        on s.customer_id = b.customer_id
    left join ladder as l
        on s.value = l.value
    group by coalesce(l.tier, 'C')
)

select
    'revenue' as measure,
    max(t.floor) filter (where t.tier = 'A') as a_floor,
    max(t.floor) filter (where t.tier = 'B') as b_floor,
    coalesce(sum(t.customers) filter (where t.tier = 'A'), 0) as a_customers,
    coalesce(sum(t.customers) filter (where t.tier = 'B'), 0) as b_customers,
    map_from_entries(list((t.tier, t.floor) order by t.tier)) as floors,
    ${as_of} as as_of,
from tiers as t
