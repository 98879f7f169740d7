-- name:    pareto_curve
-- kind:    figure
-- summary: The Lorenz curve: what the best 1, 10, 100 or 1000 customers make together, and what each further ten add.
-- grain:   one row per position: customers with a purchase in the window, best first
-- source:  ranked_spans, tier_span, customer_orders
-- kept:    position
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   months   INTEGER  months  NULL  length of the window; the setting tier_months when NULL
--   measure  VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   position       BIGINT         rank   1 is best, ties by customer_id
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   value          DECIMAL(38,4)  money  the measure
--   share          DOUBLE         ratio  positive part of value divided by the sum of positive values of buyers
--   cum_customers  DOUBLE         ratio  position divided by the number of buyers
--   cum_value      DECIMAL(38,4)  money  positive values up to this position
--   cum_share      DOUBLE         ratio  the same divided by the sum
--   next10_share   DOUBLE         ratio  what the next ten customers add; 0 at the end
-- example: select position, cum_customers, cum_share, next10_share from pareto_curve where position in (10, 100, 1000)
-- notes:   Buyers and sum as in pareto_test: prospects and who only returned goods are not counted. Ratios are NULL when nothing is
--   positive.
with ranks as (
    select
        r.customer_id as unit_id,
        r.value as amount,
        greatest(r.value, 0) as positive,
        row_number() over (order by r.value desc, r.customer_id) as place,
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, months), as_of := as_of, measure := measure, level := level
    ) as r
    where r.kind = 'ranked' and r.purchases > 0 and r.value is not null
),

sums as (
    select
        r.*,
        count(*) over () as n,
        nullif(sum(r.positive) over (), 0) as total,
        sum(r.positive) over (order by r.place rows between unbounded preceding and current row) as reached,
        coalesce(sum(r.positive) over (order by r.place rows between 1 following and 10 following), 0) as ten_more,
    from ranks as r
)

select
    s.place as position,
    s.unit_id as customer_id,
    o.name as name,
    s.amount as value,
    s.positive::double / s.total::double as share,
    s.place::double / s.n::double as cum_customers,
    s.reached::decimal(38, 4) as cum_value,
    s.reached::double / s.total::double as cum_share,
    s.ten_more::double / s.total::double as next10_share,
from sums as s
left join landscape_base.customer_orders(as_of := as_of, level := level) as o
    on s.unit_id = o.customer_id
order by s.place
