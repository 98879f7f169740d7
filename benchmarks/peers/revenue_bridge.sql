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
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 48 month)::date and i.invoice_date <= ${as_of}
    group by all
),

${moves.sql}

select
    p.period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    sum(s.before) as v0,
    sum(s.after) as v1,
    sum(s.repeat) as repeat,
    sum(s.growth) as growth,
    coalesce(sum(s.growth) filter (where s.is_annualised), 0) as growth_annualised,
    sum(s.growth) - coalesce(sum(s.growth) filter (where s.is_annualised), 0) as growth_organic,
    sum(s.new) as new,
    sum(s.reactivated) as reactivated,
    sum(s.contraction) as contraction,
    sum(s.lost) as lost,
    sum(s.adj0) as adj0,
    sum(s.adj1) as adj1,
    sum(s.unknown_origin) as unknown_origin,
    sum(s.after) - sum(s.before) as change,
    p.comparable,
    p.lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
from split as s
inner join periods as p
    on s.period = p.period
group by p.period, p.start_day, p.end_day, p.comparable, p.lookback_months
