-- name:    split_eq
-- kind:    base_table_macro
-- summary: New and reactivated value with one look-back for all periods, so that periods can stand side by side (common rule CS10).
-- grain:   one row per comparable period with a move
-- source:  basics, landscape_base.customers, customer_days, purchase_changes
-- args:
--   moves    VARCHAR  text  required  name of a table expression with the columns of customer_moves
--   periods  VARCHAR  text  required  name of a table expression with the columns of summary_periods
--   orders   VARCHAR  text  required  name of a table expression with customer_id and first_order of customer_orders
--   as_of    DATE     date  NULL      last day, inclusive; the setting when NULL
--   level    VARCHAR  text  NULL      customer or parent; the setting when NULL
-- columns:
--   period                  INTEGER        number  0 is the newest
--   new_eq                  DECIMAL(38,4)  money   value of came-in customers without a purchase in the common look-back
--   reactivated_eq          DECIMAL(38,4)  money   value of came-in customers with one
--   new_revenue_eq          DECIMAL(38,4)  money   their revenue, whatever the measure, in the place of new_eq
--   reactivated_revenue_eq  DECIMAL(38,4)  money   the same in the place of reactivated_eq
--   common_months           INTEGER        months  the look-back: the shortest of the comparable periods
-- notes:   Who came in bought nothing in the look-back of the period, so that only days before it are asked, and only of customers whose first
--   purchase does not tell already.
with config as materialized (
    select b.last_day, b.grain, b.matching
    from landscape_base.basics(as_of := as_of, level := level) as b
),

came as materialized (
    select
        m.period as k,
        m.customer_id as unit_id,
        m.is_active and not m.was_active as is_in,
        case when m.v1 is not null then greatest(m.v1, 0) end as amount,
        greatest(m.net1, 0) as sold,
        o.first_order > p.common_start and o.first_order <= p.start_day as surely_bought,
        o.first_order <= p.common_start and p.common_start < p.active_start as maybe_bought,
        p.common_start as from_day,
        p.active_start as to_day,
        p.common_months as months,
    from query_table(moves) as m
    inner join query_table(periods) as p
        on m.period = p.period and p.comparable
    left join query_table(orders) as o
        on m.customer_id = o.customer_id
),

asked as materialized (
    select c.k, c.unit_id, c.from_day, c.to_day, cu.customer_id
    from came as c
    inner join (
        select cu.customer_id, case when config.grain = 'parent' then cu.parent_id else cu.customer_id end as unit_id
        from landscape_base.customers as cu
        cross join config
        where cu.kind = 'ranked'
    ) as cu
        on c.unit_id = cu.unit_id
    where c.is_in and c.maybe_bought
),

earlier as (
    select d.k, d.unit_id
    from (
        select a.k, a.unit_id, cd.purchases::bigint as purchases
        from landscape_base.customer_days as cd
        inner join asked as a
            on cd.customer_id = a.customer_id
        where cd.day > a.from_day and cd.day <= a.to_day
        union all
        select a.k, a.unit_id, pc.delta::bigint
        from landscape_base.purchase_changes as pc
        inner join asked as a
            on pc.customer_id = a.customer_id
        cross join config
        where pc.day > a.from_day and pc.day <= a.to_day and pc.basis = config.matching and pc.effective_on <= config.last_day
    ) as d
    group by d.k, d.unit_id
    having sum(d.purchases) > 0
),

split as (
    select c.*, c.surely_bought is true or e.unit_id is not null as had_bought
    from came as c
    left join earlier as e
        on c.k = e.k and c.unit_id = e.unit_id
)

select
    s.k as period,
    coalesce(sum(s.amount) filter (where s.is_in and not s.had_bought), 0)::decimal(38, 4) as new_eq,
    coalesce(sum(s.amount) filter (where s.is_in and s.had_bought), 0)::decimal(38, 4) as reactivated_eq,
    coalesce(sum(s.sold) filter (where s.is_in and not s.had_bought), 0)::decimal(38, 4) as new_revenue_eq,
    coalesce(sum(s.sold) filter (where s.is_in and s.had_bought), 0)::decimal(38, 4) as reactivated_revenue_eq,
    any_value(s.months)::integer as common_months,
from split as s
group by s.k
