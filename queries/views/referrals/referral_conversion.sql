-- name:    referral_conversion
-- kind:    figure
-- summary: Do referred leads become customers more often than other leads, by the period in which they came.
-- grain:   one row per period
-- source:  basics, periods, leads, referrals, aliases, wilson_lo, wilson_hi, newcombe_lo, newcombe_hi
-- needs:   prospects, referrals
-- kept:    period
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period              INTEGER  number  0 is the newest
--   period_start        DATE     date    first day
--   period_end          DATE     date    last day, never after as_of
--   leads               BIGINT   count   prospects created in the period
--   referred_leads      BIGINT   count   of them named by a referral
--   matured_after       INTEGER  days    after so many days nine in ten conversions have happened; NULL while none is known
--   matured_referred    BIGINT   count   referred leads that are at least so old
--   referred_converted  BIGINT   count   of them who are customers
--   referral_rate       DOUBLE   ratio   the same as a share; NULL without matured referred leads
--   referral_lo         DOUBLE   ratio   lower end of its 95 % Wilson interval
--   referral_hi         DOUBLE   ratio   upper end
--   matured_other       BIGINT   count   other leads that are at least so old
--   other_converted     BIGINT   count   of them who are customers
--   other_rate          DOUBLE   ratio   the same as a share; NULL without matured other leads
--   overall_rate        DOUBLE   ratio   of all matured leads
--   difference          DOUBLE   ratio   referral_rate less other_rate; NULL when either is
--   difference_lo       DOUBLE   ratio   lower end of its 95 % interval, by Newcombe's method 10
--   difference_hi       DOUBLE   ratio   upper end
--   is_better           BOOLEAN  flag    the interval lies above 0; NULL without a difference
--   is_partial          BOOLEAN  flag    a calendar or fiscal period that is not complete
-- example: select period, matured_referred, referral_rate, other_rate, difference, difference_lo, difference_hi from referral_conversion order by period
-- notes:   Only leads old enough to have decided are compared, else a growing number of young leads looks like a falling rate. A lead is a row of
--   prospects; a customer who was referred without ever being a prospect is in neither rate, since of such only those who came are recorded.
--   The interval compares referred with other leads, which share nobody. Not a proof of cause: who is referred may differ in other ways.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

named as materialized (
    select r.referred_prospect_id as prospect_id, coalesce(a.customer_id, r.referred_customer_id) as customer_id
    from referrals as r
    cross join config
    left join landscape_base.aliases as a
        on r.referred_customer_id = a.alias_id
    where coalesce(r.referral_date <= config.last_day, true)
),

leads as materialized (
    select
        l.created_date,
        l.converted,
        l.converted_date - l.created_date as took,
        p.prospect_id is not null or c.customer_id is not null as is_referred,
    from landscape_base.leads(as_of := as_of) as l
    left join (select distinct n.prospect_id from named as n) as p
        on l.prospect_id = p.prospect_id
    left join (select distinct n.customer_id from named as n) as c
        on l.customer_id = c.customer_id
    where l.created_date is not null
),

pace as (
    select ceil(quantile_cont(l.took, 0.9))::integer as days
    from leads as l
    where l.converted and l.took >= 0
),

spans as materialized (
    select p.period as k, p.start_day, p.end_day, p.is_partial as partial
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

counts as (
    select
        s.k,
        any_value(s.start_day) as start_day,
        any_value(s.end_day) as end_day,
        any_value(s.partial) as partial,
        any_value(pace.days) as days,
        count(l.created_date) as leads,
        count(*) filter (where l.is_referred) as referred,
        count(*) filter (where l.is_referred and config.last_day - l.created_date >= pace.days) as n1,
        count(*) filter (where l.is_referred and l.converted and config.last_day - l.created_date >= pace.days) as k1,
        count(*) filter (where not l.is_referred and config.last_day - l.created_date >= pace.days) as n2,
        count(*) filter (where not l.is_referred and l.converted and config.last_day - l.created_date >= pace.days) as k2,
    from spans as s
    cross join config
    cross join pace
    left join leads as l
        on l.created_date > s.start_day and l.created_date <= s.end_day
    where exists (select 1 from leads) and exists (select 1 from named)
    group by s.k
),

shares as (
    select
        c.*,
        c.k1::double / nullif(c.n1, 0)::double as p1,
        c.k2::double / nullif(c.n2, 0)::double as p2,
        newcombe_lo(c.k1, c.n1, c.k2, c.n2) as low,
        newcombe_hi(c.k1, c.n1, c.k2, c.n2) as high,
    from counts as c
)

select
    s.k as period,
    s.start_day + 1 as period_start,
    s.end_day as period_end,
    s.leads as leads,
    s.referred as referred_leads,
    s.days as matured_after,
    s.n1 as matured_referred,
    s.k1 as referred_converted,
    s.p1 as referral_rate,
    wilson_lo(s.k1, s.n1) as referral_lo,
    wilson_hi(s.k1, s.n1) as referral_hi,
    s.n2 as matured_other,
    s.k2 as other_converted,
    s.p2 as other_rate,
    (s.k1 + s.k2)::double / nullif(s.n1 + s.n2, 0)::double as overall_rate,
    s.p1 - s.p2 as difference,
    s.low as difference_lo,
    s.high as difference_hi,
    s.low > 0 as is_better,
    s.partial as is_partial,
from shares as s
order by s.k
