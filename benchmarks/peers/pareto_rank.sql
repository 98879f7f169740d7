with recursive ${purchases.sql},

buyers as (
    select
        p.customer_id,
        max(p.day) as last_day,
        count(*) filter (where p.day > (${as_of} - interval 12 month)::date) as purchases,
    from purchases as p
    group by p.customer_id
),

-- who has given something back that no invoice is known of, and has bought nothing else
givers as (
    select distinct c.customer_id
    from credits as c
    anti join returned as r
        on c.id = r.id
    anti join purchases as p
        on c.customer_id = p.customer_id
),

sums as materialized (
    select
        i.customer_id,
        sum(i.net_amount) as value,
        sum(case when i.cost_amount is not null then abs(i.net_amount) else 0 end)::double / nullif(sum(abs(i.net_amount)), 0)::double as cost_coverage,
    from invoice_lines as i
    where i.invoice_date > (${as_of} - interval 12 month)::date and i.invoice_date <= ${as_of}
    group by i.customer_id
),

customers_sums as materialized (
    select
        s.*,
        c.name,
        coalesce(b.purchases, 0) > 0 as bought,
        case when b.last_day > (${as_of} - interval 12 month)::date then 'existing' when b.last_day is not null or g.customer_id is not null then 'ex-customer' else 'prospect' end as status,
        coalesce(b.purchases, 0) > 0 or g.customer_id is not null as banded,
    from sums as s
    left join customers as c
        on s.customer_id = c.customer_id
    left join buyers as b
        on s.customer_id = b.customer_id
    left join givers as g
        on s.customer_id = g.customer_id
    where s.customer_id is not null and s.customer_id not in (from generic)
),

levels as (
    select
        s.value,
        count(*) as members,
        sum(greatest(s.value, 0)) as positive,
        count(*) filter (where s.bought) as buyers,
        count(*) filter (where s.banded) as banded,
    from customers_sums as s
    group by s.value
),

ladder as (
    select
        l.*,
        sum(l.members) over above - l.members as members_above,
        sum(l.positive) over above - l.positive as positive_above,
        sum(l.buyers) over above - l.buyers as buyers_above,
        sum(l.banded) over above - l.banded as banded_above,
        sum(l.positive) over () as all_positive,
        sum(l.buyers) over () as all_buyers,
        sum(l.banded) over () as all_banded,
        sum(l.value * l.members) over () as all_net,
    from levels as l
    window above as (order by l.value desc rows between unbounded preceding and current row)
)

select
    s.customer_id,
    s.name,
    s.status,
    s.value,
    case when s.value > 0 then l.members_above + 1 end as rank,
    case when s.value > 0 then row_number() over (order by s.value desc, s.customer_id) end as position,
    case when s.bought then round(l.buyers_above / l.all_buyers, 9) end as percentile,
    round(greatest(s.value, 0)::double / l.all_positive::double, 9) as share,
    round(l.positive_above::double / l.all_positive::double, 9) as share_above,
    round((l.positive_above + l.positive)::double / l.all_positive::double, 9) as cum_share,
    round(case when l.all_net > 0 then s.value::double / l.all_net::double end, 9) as share_of_net,
    case
        when s.value <= 0 or l.positive_above >= 0.95 * l.all_positive then 'C'
        when l.positive_above >= 0.80 * l.all_positive then 'B'
        else 'A'
    end as tier,
    case
        when not s.banded then null
        when l.banded_above * 5 < l.all_banded and (l.all_banded - l.banded_above - l.banded) * 5 >= l.all_banded then 'top'
        when l.banded_above * 5 >= l.all_banded and (l.all_banded - l.banded_above - l.banded) * 5 < l.all_banded then 'bottom'
        else 'middle'
    end as band,
    s.value <= 0 as nonpositive,
    case when l.all_positive <= 0 then 'no_positive_total' end as reason,
    round(s.cost_coverage, 9) as cost_coverage,
    round((select sum(n.value) filter (where n.customer_id is null or n.customer_id in (from generic))::double / sum(n.value)::double from sums as n), 9) as unassigned_share,
    ${as_of} as as_of,
from customers_sums as s
inner join ladder as l
    on s.value = l.value
where s.value != 0
