-- name:    top_customers
-- kind:    report
-- summary: Who brings the most, how much of the total hangs on each, and where is each of them going?
-- grain:   one row per customer_id
-- source:  landscape
-- args:
--   n        INTEGER  count  20    rows
--   as_of    DATE     date   NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text   NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   rank         BIGINT         rank   1 is best, ties share it
--   customer_id  VARCHAR        key    never NULL
--   name         VARCHAR        text   NULL when unknown
--   tier         VARCHAR        text   of the newest period
--   movement     VARCHAR        text   new, reactivated, grown, flat or shrunk
--   value        DECIMAL(38,4)  money  of the newest period, in the measure
--   change       DECIMAL(38,4)  money  value less that of the period before
--   share        DOUBLE         ratio  of the sum of positive values
--   cum_share    DOUBLE         ratio  of this customer and all above
-- chart:   bar customer_id value
-- example: .report top_customers n=10
select
    l.rank as rank,
    l.customer_id as customer_id,
    l.name as name,
    l.tier as tier,
    l.movement as movement,
    l.value as value,
    (l.growth + l.new + l.reactivated + l.unknown_origin - l.contraction)::decimal(38, 4) as change,
    l.share as share,
    l.cum_share as cum_share,
from landscape(as_of := $as_of, measure := $measure) as l
where l.period = 0 and l.rank is not null
order by l.rank, l.customer_id
limit $n
