-- name:    churn_reason_mix
-- kind:    figure
-- summary: Why customers left, as recorded, beside the published shares; first how often nobody recorded why (requirements A3, B9).
-- grain:   one row per reason, known ones without a record included, and one for what is not recorded
-- source:  basics, customer_orders, churn_reasons, aliases, landscape_base.customers, wilson_lo, wilson_hi
-- needs:   churn_reasons
-- kept:    position
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   position           INTEGER  rank   0 for unrecorded, then the reasons in the order of the published shares
--   reason             VARCHAR  text   unrecorded, died, moved, friend_advice, better_value, dissatisfied, unappreciated, competitor or other
--   records            BIGINT   count  records of the reason; of unrecorded: ex-customers without a record since their last order
--   total              BIGINT   count  all records; of unrecorded: all ex-customers
--   share              DOUBLE   ratio  records divided by total
--   share_lo           DOUBLE   ratio  lower end of its 95 % Wilson interval
--   share_hi           DOUBLE   ratio  upper end
--   benchmark          DOUBLE   ratio  the published share; NULL where none is published
--   within_interval    BOOLEAN  flag   the published share lies within the interval; NULL where none is published
--   benchmark_source   VARCHAR  text   where the published share comes from
--   as_of              DATE     date   last day, inclusive
-- example: select reason, records, share, share_lo, share_hi, benchmark from churn_reason_mix order by position
-- notes:   The shares of the recorded reasons sum to 1. They say nothing about who left without a record: look at unrecorded first. A reason that is
--   none of these counts as other.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

published as (
    select p.place, p.name, p.share, p.origin
    from (
        values
            (1, 'died', 0.01, 'seed B'),
            (2, 'moved', 0.03, 'seed B'),
            (3, 'friend_advice', 0.05, 'seed B'),
            (4, 'better_value', 0.09, 'seed B'),
            (5, 'dissatisfied', 0.14, 'seed B'),
            (6, 'unappreciated', 0.68, 'seeds B and C; seed A says 0.60 to 0.70'),
            (7, 'competitor', null, null),
            (8, 'other', null, null)
    ) as p (place, name, share, origin)
),

recorded as materialized (
    select
        case when config.grain = 'parent' then coalesce(cu.parent_id, r.customer_id) else coalesce(cu.customer_id, r.customer_id) end as unit_id,
        r.recorded_on,
        coalesce(k.name, 'other') as why,
    from churn_reasons as r
    cross join config
    left join published as k
        on lower(r.reason) = k.name
    left join landscape_base.aliases as a
        on r.customer_id = a.alias_id
    left join landscape_base.customers as cu
        on coalesce(a.customer_id, r.customer_id) = cu.customer_id
    where r.recorded_on <= config.last_day
),

latest as (
    select r.unit_id, max(r.recorded_on) as recorded_on
    from recorded as r
    group by r.unit_id
),

gone as (
    select count(*) as n, count(*) filter (where coalesce(l.recorded_on < o.last_order, l.recorded_on is null)) as n_silent,
    from landscape_base.customer_orders(as_of := as_of) as o
    left join latest as l
        on o.customer_id = l.unit_id
    where o.status = 'ex-customer'
),

counts as (
    select 0 as place, 'unrecorded' as name, g.n_silent as k, g.n, null::double as published_share, null::varchar as origin
    from gone as g
    union all
    select p.place, p.name, (select count(*) from recorded as r where r.why = p.name), (select count(*) from recorded), p.share, p.origin
    from published as p
)

select
    c.place as position,
    c.name as reason,
    c.k as records,
    c.n as total,
    c.k::double / nullif(c.n, 0)::double as share,
    wilson_lo(c.k, c.n) as share_lo,
    wilson_hi(c.k, c.n) as share_hi,
    c.published_share as benchmark,
    c.published_share between wilson_lo(c.k, c.n) and wilson_hi(c.k, c.n) as within_interval,
    c.origin as benchmark_source,
    config.last_day as as_of,
from counts as c
cross join config
where exists (from recorded)
order by c.place
