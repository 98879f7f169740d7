-- name:    service_costs
-- kind:    base_table
-- summary: Cost to serve by customer and day: touches on their day, costs to serve on the last day of their period.
-- grain:   one row per customer and day with a cost, and one more where some cost has no exchange rate
-- source:  touches, costs_to_serve, customer_days, fx_rates, landscape_base.customers, aliases, ledger_state
-- columns:
--   customer_id  VARCHAR        key    never NULL; canonical customer
--   day          DATE           date   never NULL; day the cost counts on
--   amount       DECIMAL(18,4)  money  cost in base currency; NULL when no exchange rate is recent enough
-- notes:   A cost without a customer is spread over the ranked customers by the positive revenue, purchases, lines or touches of its
--   period, each share rounded to 4 decimals; what rounding leaves goes to the customer with the largest share.
with direct as (
    select coalesce(a.customer_id, t.customer_id) as customer_id, t.touched_at::date as day, t.cost as amount, t.currency
    from touches as t
    left join landscape_base.aliases as a
        on t.customer_id = a.alias_id
    where t.cost is not null and t.customer_id is not null and t.touched_at is not null
    union all
    select coalesce(a.customer_id, c.customer_id), c.period_end, c.amount, c.currency
    from costs_to_serve as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    where c.customer_id is not null and c.amount is not null and c.period_end is not null
),

general as (
    select
        row_number() over (order by c.period_end, c.kind, c.amount, c.period_start) as cost_no,
        c.period_start, c.period_end, c.amount, c.currency, coalesce(c.spread_by, 'revenue') as spread_by,
    from costs_to_serve as c
    where c.customer_id is null and c.amount is not null and c.period_end is not null
),

weights as (
    select
        g.cost_no,
        cd.customer_id,
        case g.spread_by
            when 'orders' then sum(cd.purchases)::double
            when 'lines' then sum(cd.lines)::double
            else greatest(sum(cd.net), 0)::double
        end as weight,
    from general as g
    inner join landscape_base.customer_days as cd
        on cd.day between g.period_start and g.period_end
    inner join landscape_base.customers as cu
        on cd.customer_id = cu.customer_id and cu.kind = 'ranked'
    where g.spread_by != 'touches'
    group by g.cost_no, cd.customer_id, g.spread_by
    union all
    select g.cost_no, coalesce(a.customer_id, t.customer_id), count(*)::double
    from general as g
    inner join touches as t
        on t.touched_at::date between g.period_start and g.period_end
    left join landscape_base.aliases as a
        on t.customer_id = a.alias_id
    where g.spread_by = 'touches' and t.customer_id is not null
    group by g.cost_no, coalesce(a.customer_id, t.customer_id)
),

shares as (
    select
        w.cost_no,
        w.customer_id,
        g.period_end,
        g.currency,
        g.amount,
        round(g.amount * (w.weight / sum(w.weight) over (partition by w.cost_no)), 4)::decimal(38, 4) as part,
        row_number() over (partition by w.cost_no order by w.weight desc, w.customer_id) as place,
    from weights as w
    inner join general as g
        on w.cost_no = g.cost_no
    where w.weight > 0
),

spread as (
    select
        s.customer_id,
        s.period_end as day,
        s.part + case when s.place = 1 then s.amount - sum(s.part) over (partition by s.cost_no) else 0 end as amount,
        s.currency,
    from shares as s
),

costs as (
    select d.customer_id, d.day, d.amount, d.currency from direct as d
    union all
    select s.customer_id, s.day, s.amount, s.currency from spread as s
),

latest_rates as (
    select c.currency, c.day, max(f.rate_date) as rate_date
    from (select distinct costs.currency, costs.day from costs where costs.currency is not null) as c
    inner join fx_rates as f
        on c.currency = f.currency and f.rate_date <= c.day
    group by c.currency, c.day
),

converted as (
    select
        c.customer_id,
        c.day,
        case
            when c.currency is null or c.currency = state.base_currency then c.amount
            when c.day - f.rate_date <= state.fx_max_age_days then round(c.amount * f.to_base, 4)
        end::decimal(18, 4) as amount,
    from costs as c
    cross join landscape_base.ledger_state as state
    left join latest_rates as l
        on c.currency = l.currency and c.day = l.day
    left join fx_rates as f
        on l.currency = f.currency and l.rate_date = f.rate_date
)

-- touches with a cost may be as many as the lines, and what reads them asks for a customer and a day
select
    c.customer_id as customer_id,
    c.day as day,
    sum(c.amount)::decimal(18, 4) as amount,
from converted as c
group by c.customer_id, c.day, c.amount is null
