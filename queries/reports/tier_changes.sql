-- name:    tier_changes
-- kind:    report
-- summary: Who moved up or down a tier since the period before?
-- grain:   one row per customer_id
-- source:  landscape, config
-- args:
--   n        INTEGER  count  30    rows
--   as_of    DATE     date   NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text   NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   tier_previous  VARCHAR        text   of the window compared with
--   tier           VARCHAR        text   of the newest period
--   direction      VARCHAR        text   up or down
--   value          DECIMAL(38,4)  money  of the newest period, in the measure
--   change         DECIMAL(38,4)  money  value less that of the period before
-- chart:   bar customer_id change
-- example: .report tier_changes
with ranked as (
    select
        l.customer_id, l.name, l.tier_previous, l.tier, l.value,
        l.growth + l.new + l.reactivated + l.unknown_origin - l.contraction as change,
        list_position(c.tier_labels, l.tier) < list_position(c.tier_labels, l.tier_previous) as is_up,
    from landscape(as_of := $as_of, measure := $measure) as l
    cross join landscape_base.config(as_of := $as_of) as c
    where l.period = 0 and l.tier != l.tier_previous
)

select
    r.customer_id as customer_id,
    r.name as name,
    r.tier_previous as tier_previous,
    r.tier as tier,
    case when r.is_up then 'up' else 'down' end as direction,
    r.value as value,
    r.change::decimal(38, 4) as change,
from ranked as r
order by r.is_up, abs(r.change) desc, r.customer_id
limit $n
