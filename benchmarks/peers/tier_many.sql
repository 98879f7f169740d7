with levels as (
    select m.value, count(*) as customers, sum(sum(m.value)) over (order by m.value desc) - sum(m.value) as above, sum(sum(m.value)) over () as total
    from many as m
    group by m.value
)
select
    case when l.above < 0.80 * l.total then 'A' when l.above < 0.95 * l.total then 'B' else 'C' end as tier,
    sum(l.customers) as customers,
    sum(l.value * l.customers) as value,
from levels as l
group by tier
