-- name:    new_customer_curve
-- kind:    base_table_macro
-- summary: How many customers order for the first time in a month, and what one of them brings in each calendar month from then on.
-- grain:   one row per age, 0 for the month of the first order to 23
-- source:  config, purchase_days, customer_days, landscape_base.customers, unit_of, whole_months_to
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   age        INTEGER  months  calendar months since that of the first order
--   per_month  DOUBLE   number  mean of the first orders of a month over the last 12 whole months; NULL below 3 months that can tell new from old
--   months     BIGINT   months  months that per_month rests on; the same in every row
--   mean_net   DOUBLE   money   mean net sales of such a month per new customer of the last 24 months; 0 at an age that none has reached
--   mean_square  DOUBLE  number  mean of their squares
-- notes:   A month tells new customers from old ones where the ledger reaches at least 12 months back before it (common rule CS10). Who is known to have bought
--   earlier (customers.first_order_date) is not new.
with config as materialized (
    select
        c.level as grain,
        year(landscape_base.whole_months_to(c.as_of)) * 12 + month(landscape_base.whole_months_to(c.as_of)) - 1 as last_mi,
        year(c.ledger_complete_from) * 12 + month(c.ledger_complete_from) - 1
            + case when c.ledger_complete_from = date_trunc('month', c.ledger_complete_from) then 12 else 13 end as first_mi,
    from landscape_base.config(as_of := as_of) as c
),

firsts as materialized (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        min(year(d.first_day) * 12 + month(d.first_day) - 1) as mi,
    from (
        select pd.customer_id, min(pd.day) as first_day
        from landscape_base.purchase_days(as_of := as_of) as pd
        group by pd.customer_id
    ) as d
    inner join landscape_base.customers as cu
        on d.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
    having coalesce(min(cu.first_order_date) >= min(d.first_day), true)
),

counted as (
    select
        least(12, config.last_mi - config.first_mi + 1) as months,
        count(*) filter (where f.mi > config.last_mi - 12) as orders,
    from config
    left join firsts as f
        on f.mi between config.first_mi and config.last_mi
    group by config.last_mi, config.first_mi
),

young as materialized (
    select f.unit_id, f.mi, config.last_mi
    from firsts as f
    cross join config
    where f.mi between greatest(config.first_mi, config.last_mi - 23) and config.last_mi
),

-- each step stands for itself: a join by month would come first otherwise, and be a product
members as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

young_accounts as materialized (
    select m.customer_id, y.unit_id, y.mi, y.last_mi
    from members as m
    inner join young as y
        on m.unit_id = y.unit_id
),

monthly as (
    select y.unit_id, cd.mi - y.mi as age, sum(cd.net)::double as net
    from landscape_base.customer_days as cd
    inner join young_accounts as y
        on cd.customer_id = y.customer_id and cd.mi >= y.mi and cd.mi <= y.last_mi
    where cd.mi > (select c.last_mi - 24 from config as c)
    group by y.unit_id, cd.mi - y.mi
),

sums as (
    select m.age, sum(m.net) as net, sum(m.net * m.net) as squares
    from monthly as m
    group by m.age
),

ages as (
    select a.age, count(y.unit_id) as customers
    from range(0, 24) as a(age)
    left join young as y
        on y.last_mi - y.mi >= a.age
    group by a.age
)

select
    a.age::integer as age,
    case when c.months >= 3 then c.orders / c.months end::double as per_month,
    greatest(c.months, 0)::bigint as months,
    coalesce(s.net / nullif(a.customers, 0), 0)::double as mean_net,
    coalesce(s.squares / nullif(a.customers, 0), 0)::double as mean_square,
from ages as a
cross join counted as c
left join sums as s
    on a.age = s.age
