-- name:    referral_thanks_due
-- kind:    figure
-- summary: Which referrals nobody has said thanks for, newest conversion first.
-- grain:   one row per referral_id
-- source:  referral_log, touch_log, landscape_base.customers, unit_of, basics, touches
-- kept:    converted_date desc, referral_date desc, referral_id
-- needs:   referrals, touches
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   referral_id           VARCHAR        key    never NULL
--   referrer_kind         VARCHAR        text   customer or contact
--   referrer_id           VARCHAR        key    customer (or parent) or contact
--   referrer_name         VARCHAR        text   NULL when unknown
--   customer_id           VARCHAR        key    customer of the referrer; NULL for the contact of a prospect
--   status                VARCHAR        text   existing, ex-customer or prospect, of that customer
--   tier                  VARCHAR        text   its tier; NULL without one
--   rank                  BIGINT         rank   its rank; NULL without one
--   referred_customer_id  VARCHAR        key    customer that was referred; NULL while a prospect
--   referred_prospect_id  VARCHAR        key    prospect that was referred; NULL when it never was one
--   referred_name         VARCHAR        text   NULL when unknown
--   referral_date         DATE           date   NULL when unknown
--   converted             BOOLEAN        flag   the referral has brought a customer
--   converted_date        DATE           date   NULL when it has not, and when unknown
--   value_12m             DECIMAL(38,4)  money  revenue of who was referred in the last 12 months; NULL for a prospect
--   days_waiting          INTEGER        days   from referral_date to as_of; NULL without a date
--   as_of                 DATE           date   last day, inclusive
-- example: select referrer_name, referred_name, converted_date, days_waiting from referral_thanks_due limit 10
-- notes:   Thanks are outbound touches of the campaign referral_thanks on or after the day of the referral, to the contact who made it or to the
--   customer without naming a contact; one may serve several referrals.
with config as materialized (
    select b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

log as materialized (
    select r.*
    from landscape_base.referral_log(as_of := as_of, level := level) as r
),

thanks as materialized (
    select landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit, t.contact_id, t.day
    from landscape_base.touch_log(as_of := as_of) as t
    cross join config
    left join landscape_base.customers as cu
        on t.customer_id = cu.customer_id
    where t.campaign = 'referral_thanks' and t.direction = 'out'
),

to_contacts as (
    select t.contact_id, max(t.day) as day from thanks as t where t.contact_id is not null group by t.contact_id
),

to_customers as (
    select t.unit, max(t.day) as day, max(t.day) filter (where t.contact_id is null) as unnamed_day
    from thanks as t
    where t.unit is not null
    group by t.unit
),

answered as (
    select
        l.*,
        case
            when l.referrer_kind = 'contact' then coalesce(greatest(tc.day, tu.unnamed_day), tc.day, tu.unnamed_day)
            else tu.day
        end as thanked_on,
    from log as l
    left join to_contacts as tc
        on l.referrer_id = tc.contact_id
    left join to_customers as tu
        on l.referrer_unit = tu.unit
    where exists (select 1 from main.touches)
)

select
    a.referral_id as referral_id,
    a.referrer_kind as referrer_kind,
    a.referrer_id as referrer_id,
    a.referrer_name as referrer_name,
    a.referrer_unit as customer_id,
    a.referrer_status as status,
    a.referrer_tier as tier,
    a.referrer_rank as rank,
    a.customer_id as referred_customer_id,
    a.prospect_id as referred_prospect_id,
    a.name as referred_name,
    a.referral_date as referral_date,
    a.converted as converted,
    a.converted_date as converted_date,
    a.value_12m as value_12m,
    (a.as_of - a.referral_date)::integer as days_waiting,
    a.as_of as as_of,
from answered as a
where coalesce(a.thanked_on < a.referral_date, a.thanked_on is null)
order by a.converted_date desc nulls last, a.referral_date desc nulls last, a.referral_id
