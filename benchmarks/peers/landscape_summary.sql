with recursive ${purchases.sql},

customer_years as materialized (
    select
        case when i.customer_id is null or i.customer_id in (from generic) then '(nobody)' else i.customer_id end as customer_id,
        case
            when i.invoice_date > (${as_of} - interval 12 month)::date then 0
            when i.invoice_date > (${as_of} - interval 24 month)::date then 1
            when i.invoice_date > (${as_of} - interval 36 month)::date then 2
            else 3
        end as k,
        sum(i.net_amount) as net,
        sum(case when i.cost_amount is not null then i.net_amount - i.cost_amount end) as profit,
        sum(abs(i.net_amount)) as net_abs,
        sum(case when i.cost_amount is not null then abs(i.net_amount) end) as net_abs_costed,
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 48 month)::date and i.invoice_date <= ${as_of}
    group by all
),

${moves.sql},

totals as (
    select
        y.k,
        sum(y.net) as revenue,
        sum(y.profit) as profit,
        sum(y.net_abs_costed)::double / nullif(sum(y.net_abs), 0)::double as cost_coverage,
        coalesce(sum(y.net) filter (where y.customer_id = '(nobody)'), 0)::double / nullif(sum(y.net), 0)::double as unassigned_share,
    from customer_years as y
    group by y.k
),

service as (
    select p.period as k, sum(s.amount) as amount
    from (
        select t.touched_at::date as day, t.cost as amount from touches as t where t.customer_id is not null
        union all
        select c.period_end, c.amount from costs_to_serve as c
    ) as s
    inner join periods as p
        on s.day > p.start_day and s.day <= p.end_day
    group by p.period
),

orders as (
    select
        p.period as k,
        sum(case p.period when 0 then b.n0 when 1 then b.n1 else b.n2 end) as orders,
        count(*) filter (where case p.period when 0 then b.n0 when 1 then b.n1 else b.n2 end > 0) as customers,
    from bought as b
    cross join periods as p
    group by p.period
),

-- everybody known: on file, or with a line up to the day
known as materialized (
    select coalesce(c.customer_id, i.customer_id) as customer_id, i.first_line
    from (select f.customer_id from customers as f where f.customer_id not in (from generic)) as c
    full join (
        select l.customer_id, min(l.invoice_date) as first_line
        from invoice_lines as l
        where l.invoice_date <= ${as_of} and l.customer_id is not null and l.customer_id not in (from generic)
        group by l.customer_id
    ) as i
        on c.customer_id = i.customer_id
),

-- credit of no invoice known implies an earlier purchase
first_given as (
    select c.customer_id, min(c.day) as first_day
    from credits as c
    anti join returned as r
        on c.id = r.id
    group by c.customer_id
),

statuses as (
    select
        p.period as k,
        count(*) filter (where case p.period when 0 then b.n0 when 1 then b.n1 else b.n2 end > 0) as existing,
        count(*) filter (where not coalesce(case p.period when 0 then b.n0 when 1 then b.n1 else b.n2 end > 0, false)
            and coalesce(b.first_day <= p.end_day or g.first_day <= p.end_day, false)) as ex_customers,
        count(*) as everybody,
    from known as n
    cross join periods as p
    left join bought as b
        on n.customer_id = b.customer_id
    left join first_given as g
        on n.customer_id = g.customer_id
    where coalesce(n.first_line <= p.end_day, true)
    group by p.period
),

leads as (
    select
        p.period as k,
        count(*) filter (where coalesce(l.created_date <= p.end_day, true) and coalesce(l.converted_date > p.end_day, l.customer_id is null)
            and coalesce(l.customer_id, '') not in (select n.customer_id from known as n)) as open,
        count(*) filter (where l.created_date > p.start_day and l.created_date <= p.end_day) as created,
        count(*) filter (where l.converted_date > p.start_day and l.converted_date <= p.end_day) as converted,
    from prospects as l
    cross join periods as p
    group by p.period
),

deals as (
    select
        p.period as k,
        count(*) filter (where o.outcome = 'won') as won,
        count(*) filter (where o.outcome = 'lost') as lost,
        sum(o.amount) filter (where o.outcome = 'won') as won_value,
    from opportunities as o
    inner join periods as p
        on o.closed_date > p.start_day and o.closed_date <= p.end_day
    group by p.period
),

levels as (
    select y.k, y.net as value, count(*) as members, sum(greatest(y.net, 0)) as positive
    from customer_years as y
    where y.k < 3 and y.customer_id != '(nobody)'
    group by y.k, y.net
),

tiers as (
    select l.k, l.tier, sum(l.members)::bigint as members, sum(l.value * l.members)::decimal(38, 4) as amount
    from (
        select
            s.*,
            case
                when s.value <= 0 or sum(s.positive) over above - s.positive >= 0.95 * sum(s.positive) over (partition by s.k) then 'C'
                when sum(s.positive) over above - s.positive >= 0.80 * sum(s.positive) over (partition by s.k) then 'B'
                else 'A'
            end as tier,
        from levels as s
        window above as (partition by s.k order by s.value desc rows between unbounded preceding and current row)
    ) as l
    group by l.k, l.tier
),

maps as (
    select
        t.k,
        map_from_entries(list((t.tier, t.members) order by t.tier) filter (where t.tier != 'C')) as tier_customers,
        map_from_entries(list((t.tier, t.amount) order by t.tier)) as tier_values,
    from tiers as t
    group by t.k
),

bridge as (
    select
        s.period as k,
        count(*) filter (where s.was) as opening,
        count(*) filter (where s.now and not s.was and s.is_new) as came_new,
        count(*) filter (where s.now and not s.was and not s.is_new) as came_back,
        count(*) filter (where s.was and not s.now) as gone,
        count(*) filter (where s.now) as closing,
        sum(s.before) as v0,
        sum(s.after) as v1,
        sum(s.repeat) as repeat,
        sum(s.growth) as growth,
        coalesce(sum(s.growth) filter (where s.is_annualised), 0) as growth_annualised,
        sum(s.new) as new,
        sum(s.reactivated) as reactivated,
        sum(s.unknown_origin) as unknown_origin,
        sum(s.contraction) as contraction,
        sum(s.lost) as lost,
        sum(s.adj0) as adj0,
        sum(s.adj1) as adj1,
    from split as s
    group by s.period
),

-- new and reactivated by the look-back that the comparable periods share
shared as (
    select p.period, p.start_day, (p.start_day - to_months((min(p.lookback_months) over ())::integer))::date as since
    from periods as p
    where p.comparable
),

equal as (
    select
        h.period as k,
        coalesce(sum(greatest(m.after, 0)) filter (where b.customer_id is null), 0) as new_eq,
        coalesce(sum(greatest(m.after, 0)) filter (where b.customer_id is not null), 0) as reactivated_eq,
    from shared as h
    left join (select s.period, s.customer_id, s.after from moves as s where s.now and not s.was) as m
        on h.period = m.period
    left join (
        select distinct q.period, p.customer_id
        from purchases as p
        inner join shared as q
            on p.day > q.since and p.day <= q.start_day
    ) as b
        on m.period = b.period and m.customer_id = b.customer_id
    group by h.period
)

select
    p.period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    t.revenue,
    case when t.cost_coverage >= 0.95 then t.profit end as profit,
    case when t.cost_coverage >= 0.95 then t.profit - coalesce(v.amount, 0) end as contribution,
    round(t.cost_coverage, 9) as cost_coverage,
    o.orders,
    o.customers,
    s.existing as existing_customers,
    s.ex_customers,
    s.everybody - s.existing - s.ex_customers + l.open as prospects,
    case when p.comparable then b.opening end as opening_customers,
    case when p.comparable then b.came_new end as new_customers,
    case when p.comparable then b.came_back end as reactivated_customers,
    case when p.comparable then b.gone end as lost_customers,
    case when p.comparable then b.closing end as closing_customers,
    b.v0,
    b.v1,
    b.repeat,
    b.growth,
    b.growth_annualised,
    b.growth - b.growth_annualised as growth_organic,
    b.new,
    b.reactivated,
    b.unknown_origin,
    b.contraction,
    b.lost,
    b.adj0,
    b.adj1,
    e.new_eq,
    e.reactivated_eq,
    m.tier_customers,
    m.tier_values,
    round(t.unassigned_share, 9) as unassigned_share,
    l.created as leads_created,
    l.converted as leads_converted,
    round(d.won::double / nullif(d.won + d.lost, 0), 9) as win_rate,
    round(d.won_value::double / nullif(l.created, 0), 4) as value_per_lead,
    p.comparable,
    p.lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
from periods as p
inner join totals as t
    on p.period = t.k
inner join orders as o
    on p.period = o.k
inner join statuses as s
    on p.period = s.k
inner join bridge as b
    on p.period = b.k
inner join maps as m
    on p.period = m.k
left join leads as l
    on p.period = l.k
left join deals as d
    on p.period = d.k
left join service as v
    on p.period = v.k
left join equal as e
    on p.period = e.k
