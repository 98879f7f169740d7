-- name:    purchase_days
-- kind:    base_table_macro
-- summary: The days on which a customer bought, as known on a day (common rule CS5).
-- grain:   one row per customer and day with at least one purchase, or with any line when every
-- source:  basics, customer_days, purchase_changes
-- args:
--   as_of       DATE     date  NULL   last day, inclusive; the setting when NULL
--   every       BOOLEAN  flag  false  also the days without a purchase
--   when_level  VARCHAR  text  NULL   gives no row, and looks at no day, unless this level is in force; any level when NULL
-- columns:
--   customer_id    VARCHAR  key    canonical customer
--   day            DATE     date   the day
--   purchases      BIGINT   count  purchases of the day, 1 or more; less when every
--   zero_invoices  INTEGER  count  invoices of the day worth exactly 0
with config as materialized (
    select b.last_day, b.matching
    from landscape_base.basics(as_of := as_of) as b
    where when_level is null or b.grain = when_level
),

changes as (
    select pc.customer_id, pc.day, sum(pc.delta) as delta
    from landscape_base.purchase_changes as pc
    cross join config
    where pc.basis = config.matching and pc.effective_on <= config.last_day
    group by pc.customer_id, pc.day
)

select
    cd.customer_id as customer_id,
    cd.day as day,
    (cd.purchases + coalesce(changes.delta, 0))::bigint as purchases,
    cd.zero_invoices as zero_invoices,
from landscape_base.customer_days as cd
left join changes
    on cd.customer_id = changes.customer_id and cd.day = changes.day
cross join config
where cd.day <= config.last_day and (every or cd.purchases + coalesce(changes.delta, 0) > 0)
