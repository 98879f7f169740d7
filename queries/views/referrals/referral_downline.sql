-- name:    referral_downline
-- kind:    figure
-- summary: Whom a customer has brought, whom those have brought, and so on, five steps down.
-- grain:   one row per customer_id and member_id
-- source:  referral_log
-- kept:    customer_id, depth, member_id
-- needs:   referrals
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key    who started it; a contact counts as its customer
--   member_id    VARCHAR        key    a customer that was brought in, directly or not
--   name         VARCHAR        text   of the member; NULL when unknown
--   depth        INTEGER        count  1 for who was referred by customer_id itself, up to 5; the shortest way
--   tier         VARCHAR        text   tier of the member; NULL without one
--   value_12m    DECIMAL(38,4)  money  revenue of the member in the last 12 months
--   as_of        DATE           date   last day, inclusive
-- example: select depth, count(*) as members, sum(value_12m) as value from referral_downline where customer_id = 'Acme' group by depth order by depth
-- notes:   Only referrals that brought a new customer lead on. Circles end: nobody is in their own downline. A member stands in the downline of
--   everyone above, so values of several customers must not be added.
with recursive brought as materialized (
    select r.referrer_unit as parent, r.customer_id as child, any_value(r.name) as name, any_value(r.tier) as tier, any_value(r.value_12m) as worth,
        any_value(r.as_of) as last_day,
    from landscape_base.referral_log(as_of := as_of, level := level) as r
    where r.converted and r.referrer_unit is not null and r.customer_id is not null
    group by r.referrer_unit, r.customer_id
),

reached as (
    select b.parent as top, b.child as member, 1 as steps
    from brought as b
    union
    select e.top, b.child, e.steps + 1
    from reached as e
    inner join brought as b
        on e.member = b.parent
    where e.steps < 5 and b.child != e.top
),

nearest as (
    select e.top, e.member, min(e.steps) as steps
    from reached as e
    group by e.top, e.member
),

members as (
    select b.child, any_value(b.name) as name, any_value(b.tier) as tier, any_value(b.worth) as worth, any_value(b.last_day) as last_day
    from brought as b
    group by b.child
)

select
    n.top as customer_id,
    n.member as member_id,
    m.name as name,
    n.steps::integer as depth,
    m.tier as tier,
    m.worth::decimal(38, 4) as value_12m,
    m.last_day as as_of,
from nearest as n
inner join members as m
    on n.member = m.child
