with recursive ${purchases.sql},

sales as materialized (
    select
        case when i.customer_id is null then '(unassigned)' when i.customer_id in (from generic) then '(generic)' else i.customer_id end as customer_id,
        case when i.invoice_date > (${as_of} - interval 12 month)::date then 0 when i.invoice_date > (${as_of} - interval 24 month)::date then 1 else 2 end as k,
        coalesce(p.line, '(none)') as item,
        sum(i.net_amount) as net,
        sum(case when i.cost_amount is not null then i.net_amount - i.cost_amount end) as profit,
        sum(abs(i.net_amount)) as net_abs,
        sum(case when i.cost_amount is not null then abs(i.net_amount) else 0 end) as net_abs_costed,
    from invoice_lines as i
    left join products as p
        on i.product_id = p.product_id
    where i.invoice_date > (${as_of} - interval 36 month)::date and i.invoice_date <= ${as_of}
    group by all
),

sums as materialized (
    select s.customer_id, s.k, sum(s.net) as value
    from sales as s
    where s.customer_id not in ('(unassigned)', '(generic)')
    group by s.customer_id, s.k
),

levels as (
    select s.k, s.value, sum(greatest(s.value, 0)) as positive
    from sums as s
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

bought as (
    select
        p.customer_id,
        min(p.day) as first_day,
        count(*) filter (where p.day > (${as_of} - interval 12 month)::date) as n0,
        count(*) filter (where p.day > (${as_of} - interval 24 month)::date and p.day <= (${as_of} - interval 12 month)::date) as n1,
        count(*) filter (where p.day > (${as_of} - interval 36 month)::date and p.day <= (${as_of} - interval 24 month)::date) as n2,
    from purchases as p
    group by p.customer_id
),

-- credit of no invoice known implies an earlier purchase
first_given as (
    select c.customer_id, min(c.day) as first_day
    from credits as c
    anti join returned as r
        on c.id = r.id
    group by c.customer_id
),

placed as materialized (
    select
        s.customer_id,
        s.k,
        l.tier,
        case
            when case s.k when 0 then b.n0 when 1 then b.n1 else b.n2 end > 0 then 'existing'
            when coalesce(least(b.first_day, g.first_day) <= ${as_of} - to_months(12 * s.k), false) then 'ex-customer'
            else 'prospect'
        end as status,
    from sums as s
    inner join ladder as l
        on s.k = l.k and s.value = l.value
    left join bought as b
        on s.customer_id = b.customer_id
    left join first_given as g
        on s.customer_id = g.customer_id
    union all
    select '(unassigned)', r.range, null, '(unassigned)' from range(3) as r
    union all
    select '(generic)', r.range, null, '(generic)' from range(3) as r
),

sizes as (select p.k, p.status, p.tier, count(*) as customers from placed as p where p.tier is not null group by all),

cells as materialized (
    select
        p.k,
        s.item,
        p.status,
        p.tier,
        sum(s.net) as revenue,
        coalesce(sum(s.profit), 0) as profit,
        sum(s.net_abs_costed)::double / nullif(sum(s.net_abs), 0)::double as cost_coverage,
        count(*) filter (where s.net > 0 and p.tier is not null) as buyers,
    from sales as s
    inner join placed as p
        on s.customer_id = p.customer_id and s.k = p.k
    group by all
),

compared as (
    select
        coalesce(c.k, b.k - 1)::integer as k,
        coalesce(c.item, b.item) as item,
        coalesce(c.status, b.status) as status,
        coalesce(c.tier, b.tier) as tier,
        coalesce(c.revenue, 0) as revenue,
        coalesce(c.profit, 0) as profit,
        c.cost_coverage,
        coalesce(c.buyers, 0) as buyers,
        c.revenue as known_revenue,
        b.revenue as revenue_before,
    from cells as c
    full join cells as b
        on c.k + 1 = b.k and c.item = b.item and c.status = b.status and coalesce(c.tier, '') = coalesce(b.tier, '')
    where coalesce(c.k, b.k - 1) >= 0
)

select
    c.k as period,
    (${as_of} - to_months(12 * c.k + 12))::date + 1 as period_start,
    (${as_of} - to_months(12 * c.k))::date as period_end,
    c.item as product_id,
    c.status,
    c.tier,
    c.revenue,
    c.profit,
    round(c.cost_coverage, 9) as cost_coverage,
    c.buyers,
    s.customers,
    round(c.buyers / s.customers, 9) as penetration,
    (c.known_revenue::double / nullif(c.buyers, 0))::decimal(38, 4) as per_buyer,
    case when c.k < 2 then coalesce(c.revenue_before, 0) end as revenue_before,
    case when c.k < 2 then c.revenue - coalesce(c.revenue_before, 0) end as change,
    'line' as product_level,
from compared as c
left join sizes as s
    on c.k = s.k and c.status = s.status and c.tier = s.tier
