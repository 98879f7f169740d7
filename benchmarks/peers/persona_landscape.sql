with recursive ${purchases.sql},

${service.sql},

customer_years as materialized (
    select
        case when i.customer_id is null then '(unassigned)' when i.customer_id in (from generic) then '(generic)' else i.customer_id end as customer_id,
        case
            when i.invoice_date > (${as_of} - interval 12 month)::date then 0
            when i.invoice_date > (${as_of} - interval 24 month)::date then 1
            when i.invoice_date > (${as_of} - interval 36 month)::date then 2
            else 3
        end as k,
        sum(i.net_amount) as net,
        coalesce(sum(case when i.cost_amount is not null then i.net_amount - i.cost_amount end), 0) as profit,
        sum(abs(i.net_amount)) as net_abs,
        coalesce(sum(case when i.cost_amount is not null then abs(i.net_amount) end), 0) as net_abs_costed,
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 48 month)::date and i.invoice_date <= ${as_of}
    group by all
),

${moves.sql},

attended as (
    select p.period as k, case when s.customer_id in (from generic) then '(generic)' else s.customer_id end as customer_id, sum(s.amount) as amount
    from service as s
    inner join periods as p
        on s.day > p.start_day and s.day <= p.end_day
    group by all
    having sum(s.amount) != 0
),

sums as materialized (
    select
        coalesce(y.k, v.k) as k,
        coalesce(y.customer_id, v.customer_id) as customer_id,
        coalesce(y.net, 0) as value,
        y.customer_id is not null as has_lines,
        case
            when coalesce(y.net_abs_costed::double / nullif(y.net_abs, 0)::double, 1) >= 0.95
                and sum(y.net_abs_costed) over by_year >= 0.95 * sum(y.net_abs) over by_year then coalesce(y.profit, 0)
        end as profit,
        v.amount as service,
    from (select c.* from customer_years as c where c.k < 3) as y
    full join attended as v
        on y.k = v.k and y.customer_id = v.customer_id
    window by_year as (partition by coalesce(y.k, v.k))
),

levels as (
    select s.k, s.value, sum(greatest(s.value, 0)) as positive
    from sums as s
    where s.customer_id not in ('(unassigned)', '(generic)')
    group by s.k, s.value
),

ladder as (
    select
        l.k,
        l.value,
        case
            when l.value <= 0 or sum(l.positive) over above - l.positive >= 0.95 * sum(l.positive) over (partition by l.k) then 'C'
            when sum(l.positive) over above - l.positive >= 0.80 * sum(l.positive) over (partition by l.k) then 'B'
            else 'A'
        end as tier,
    from levels as l
    window above as (partition by l.k order by l.value desc rows between unbounded preceding and current row)
),

joined as (
    select
        coalesce(m.period, s.k)::integer as k,
        coalesce(m.customer_id, s.customer_id) in ('(unassigned)', '(generic)') as is_nobody,
        case
            when coalesce(m.customer_id, s.customer_id) in ('(unassigned)', '(generic)') then coalesce(m.customer_id, s.customer_id)
            else coalesce(c.persona, '(unknown)')
        end as persona,
        case when coalesce(m.customer_id, s.customer_id) not in ('(unassigned)', '(generic)') then l.tier end as tier,
        s.has_lines,
        case s.k when 0 then b.n0 when 1 then b.n1 else b.n2 end as orders,
        s.value as revenue,
        s.profit,
        s.service,
        m.* exclude (period, customer_id),
    from (select q.* from split as q) as m
    full join sums as s
        on m.period = s.k and m.customer_id = s.customer_id
    left join ladder as l
        on s.k = l.k and s.value = l.value
    left join bought as b
        on s.customer_id = b.customer_id
    left join customers as c
        on coalesce(m.customer_id, s.customer_id) = c.customer_id
    where s.k is not null or m.before != 0 or m.was
),

cells as (
    select
        j.k,
        j.persona,
        j.tier,
        count(*) filter (where j.has_lines and not j.is_nobody) as customers,
        count(*) filter (where j.orders > 0 and not j.is_nobody) as buyers,
        coalesce(sum(j.orders), 0) as orders,
        coalesce(sum(j.revenue), 0) as revenue,
        sum(j.profit) as profit,
        coalesce(sum(j.service), 0) as cost_to_serve,
        coalesce(sum(j.after), 0) as value,
        coalesce(sum(j.repeat), 0) as repeat,
        coalesce(sum(j.growth), 0) as growth,
        coalesce(sum(j.new), 0) as new,
        coalesce(sum(j.reactivated), 0) as reactivated,
        coalesce(sum(j.unknown_origin), 0) as unknown_origin,
        coalesce(sum(j.contraction), 0) as contraction,
        coalesce(sum(j.lost), 0) as lost,
        coalesce(sum(j.adj1), 0) as adj,
    from joined as j
    group by j.k, j.persona, j.tier
)

select
    c.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    c.persona,
    c.tier,
    c.customers,
    c.buyers,
    case when c.persona not in ('(generic)', '(unassigned)') then c.orders end as orders,
    c.revenue,
    c.profit,
    c.cost_to_serve,
    c.value,
    round(c.value::double / nullif(sum(c.value) over (partition by c.k), 0)::double, 9) as value_share,
    round(c.value::double / nullif(c.customers, 0), 2) as value_per_customer,
    c.repeat,
    c.growth,
    c.new,
    c.reactivated,
    c.unknown_origin,
    c.contraction,
    c.lost,
    c.adj,
    p.comparable,
from cells as c
inner join periods as p
    on c.k = p.period
