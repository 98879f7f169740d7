-- name:    tier_migration
-- kind:    figure
-- summary: How customers moved between the tiers from one period to the next, with who came and who left.
-- grain:   one row per period, from_tier and to_tier that occur
-- source:  periods, customer_moves, ranked_spans, wilson_lo, wilson_hi
-- kept:    period, from_tier, to_tier
-- args:
--   as_of          DATE       date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER    months  NULL  length of a period; the setting when NULL
--   measure        VARCHAR    text    NULL  revenue, profit or contribution; the setting when NULL
--   cuts           DOUBLE[]   list    NULL  increasing cuts between the tiers; the setting when NULL
--   labels         VARCHAR[]  list    NULL  names of the tiers, one more than cuts; the setting when NULL
--   years          INTEGER    number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR    text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR    text    NULL  customer or parent; the setting when NULL
-- columns:
--   period          INTEGER        number  0 is the newest
--   period_start    DATE           date    first day
--   period_end      DATE           date    last day, never after as_of
--   from_tier       VARCHAR        text    tier before, or new, reactivated, or unknown_origin when not comparable; NULL when active without a line
--   to_tier         VARCHAR        text    tier after, or lost; NULL when active without a line
--   customers       BIGINT         count   customers that moved so
--   value_before    DECIMAL(38,4)  money   their value in the window compared with; NULL below the cost coverage wanted
--   value_after     DECIMAL(38,4)  money   their value in the period; NULL below the cost coverage wanted
--   row_share       DOUBLE         ratio   of the customers with the same from_tier
--   row_share_low   DOUBLE         ratio   lower end of its 95 % interval (Wilson)
--   row_share_high  DOUBLE         ratio   upper end
--   comparable      BOOLEAN        flag    the ledger reaches back over the period before and the look-back
-- example: select from_tier, to_tier, customers, row_share from tier_migration where period = 0 order by from_tier, to_tier
-- notes:   Customers with a purchase neither in the look-back at the start nor in that at the end are left out. Each period is ranked by
--   its own values: a customer may fall a tier because others grew.
with migration_periods as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

migration_windows as (
    select p.start_day as from_day, p.end_day as to_day from migration_periods as p
    union
    select p.before_start, p.before_end from migration_periods as p
),

migration_spans as (
    select list({'start_day': w.from_day, 'end_day': w.to_day}) as spans
    from migration_windows as w
),

tiers as materialized (
    select r.customer_id, r.start_day, r.end_day, r.tier as tier_name
    from landscape_base.ranked_spans(
        spans := (select ms.spans from migration_spans as ms),
        as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as r
    where r.kind = 'ranked'
),

moves as (
    select
        m.period as k,
        m.start_day,
        m.end_day,
        m.comparable as fits,
        case
            when m.was_active then b.tier_name
            when not m.comparable then 'unknown_origin'
            when m.is_new then 'new'
            else 'reactivated'
        end as from_name,
        case when m.is_active then a.tier_name else 'lost' end as to_name,
        m.v0,
        m.v1,
    from landscape_base.customer_moves(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
    left join tiers as b
        on m.customer_id = b.customer_id and m.before_start = b.start_day and m.before_end = b.end_day
    left join tiers as a
        on m.customer_id = a.customer_id and m.start_day = a.start_day and m.end_day = a.end_day
    where m.kind = 'ranked' and (m.was_active or m.is_active)
),

cells as (
    select
        m.k,
        m.start_day,
        m.end_day,
        m.fits,
        m.from_name,
        m.to_name,
        count(*) as members,
        sum(m.v0) as before,
        sum(m.v1) as after,
    from moves as m
    group by m.k, m.start_day, m.end_day, m.fits, m.from_name, m.to_name
),

counted as (
    select c.*, (sum(c.members) over (partition by c.k, c.from_name))::bigint as row_members
    from cells as c
)

select
    c.k as period,
    c.start_day + 1 as period_start,
    c.end_day as period_end,
    c.from_name as from_tier,
    c.to_name as to_tier,
    c.members as customers,
    c.before::decimal(38, 4) as value_before,
    c.after::decimal(38, 4) as value_after,
    c.members::double / c.row_members::double as row_share,
    wilson_lo(c.members, c.row_members) as row_share_low,
    wilson_hi(c.members, c.row_members) as row_share_high,
    c.fits as comparable,
from counted as c
order by c.k, c.from_name nulls last, c.to_name nulls last
