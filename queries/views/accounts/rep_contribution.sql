-- name:    rep_contribution
-- kind:    figure
-- summary: What each account manager contributes: the revenue bridge of the accounts they own, period by period (C21).
-- grain:   one row per period and owner, and one with owner (none) for accounts without one
-- source:  revenue_split, customers
-- needs:   customers
-- kept:    period, v1 desc, owner
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   measure        VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period          INTEGER        number  0 is the newest
--   period_start    DATE           date    first day
--   period_end      DATE           date    last day, never after as_of
--   owner           VARCHAR        text    customers.account_manager as it is now; (none) without one, and for what is never ranked
--   accounts        BIGINT         count   customers with a value in the period or in the window compared with
--   v0              DECIMAL(38,4)  money   value of the window compared with
--   v1              DECIMAL(38,4)  money   value of the period
--   change          DECIMAL(38,4)  money   v1 - v0
--   share           DOUBLE         ratio   v1 divided by that of all owners; NULL when that is not positive
--   repeat          DECIMAL(38,4)  money   part of v1 that was there before
--   growth          DECIMAL(38,4)  money   more than before
--   new             DECIMAL(38,4)  money   value of customers whose first order ever lies in the period
--   reactivated     DECIMAL(38,4)  money   value of customers that had been silent
--   contraction     DECIMAL(38,4)  money   less than before, of customers that stayed
--   lost            DECIMAL(38,4)  money   value before of customers that left
--   adj0            DECIMAL(38,4)  money   remainder of v0
--   adj1            DECIMAL(38,4)  money   remainder of v1
--   unknown_origin  DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   retention       DOUBLE         ratio   kept of the value before: (positive v0 - contraction - lost) / positive v0, over customers active before
--   left_out        BIGINT         count   customers in none of the sums, because too little of their cost is known
--   comparable      BOOLEAN        flag    the ledger reaches back over the period before and the look-back
-- example: select owner, v0, growth, new, contraction, lost, v1 from rep_contribution where period = 0 order by v1 desc
-- notes:   Over the owners every sum is that of revenue_bridge. Who owned an account in former periods is not known: its owner of today has all of it.
with owners as (
    select c.customer_id, any_value(c.account_manager) as account_manager
    from customers as c
    group by c.customer_id
),

sums as (
    select
        s.period as k,
        any_value(s.period_start) as from_day,
        any_value(s.period_end) as to_day,
        coalesce(o.account_manager, '(none)') as manager,
        count(*) filter (where s.v0 != 0 or s.v1 != 0) as members,
        sum(s.v0) filter (where s.repeat is not null) as before,
        sum(s.v1) filter (where s.repeat is not null) as after,
        sum(s.repeat) as kept,
        sum(s.growth) as grown,
        sum(s.new) as fresh,
        sum(s.reactivated) as returned,
        sum(s.contraction) as shrunk,
        sum(s.lost) as gone,
        sum(s.adj0) as rest0,
        sum(s.adj1) as rest1,
        sum(s.unknown_origin) as unknown,
        count(*) filter (where s.repeat is null) as uncovered,
        bool_or(s.comparable) as reaches_back,
    from revenue_split(
        as_of := as_of, period_months := period_months, measure := measure, years := years, period_kind := period_kind, level := level
    ) as s
    left join owners as o
        on s.customer_id = o.customer_id
    where exists(select 1 from customers)
    group by s.period, coalesce(o.account_manager, '(none)')
)

select
    s.k as period,
    s.from_day as period_start,
    s.to_day as period_end,
    s.manager as owner,
    s.members as accounts,
    s.before::decimal(38, 4) as v0,
    s.after::decimal(38, 4) as v1,
    (s.after - s.before)::decimal(38, 4) as change,
    case when sum(s.after) over (partition by s.k) > 0 then s.after::double / (sum(s.after) over (partition by s.k))::double end as share,
    s.kept::decimal(38, 4) as repeat,
    s.grown::decimal(38, 4) as growth,
    s.fresh::decimal(38, 4) as new,
    s.returned::decimal(38, 4) as reactivated,
    s.shrunk::decimal(38, 4) as contraction,
    s.gone::decimal(38, 4) as lost,
    s.rest0::decimal(38, 4) as adj0,
    s.rest1::decimal(38, 4) as adj1,
    s.unknown::decimal(38, 4) as unknown_origin,
    case
        when s.reaches_back then (s.before - s.rest0 - s.shrunk - s.gone)::double / nullif(s.before - s.rest0, 0)::double
    end as retention,
    s.uncovered as left_out,
    s.reaches_back as comparable,
from sums as s
order by s.k, s.after desc, s.manager
