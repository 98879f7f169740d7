-- name:    referral_log
-- kind:    base_table_macro
-- summary: Every referral up to a day with who made it, whom it brought, and whether that one has become a customer.
-- grain:   one row per referral up to as_of
-- source:  basics, referrals, leads, contacts, aliases, customer_facts, landscape_base.customers, unit_of
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   referral_id      VARCHAR        key    never NULL
--   referral_date    DATE           date   NULL when unknown
--   reward_cost      DECIMAL(18,4)  money  NULL when none is recorded
--   referrer_kind    VARCHAR        text   customer or contact; customer when not given
--   referrer_id      VARCHAR        key    customer (or parent) or contact; NULL when unknown
--   referrer_name    VARCHAR        text   NULL when unknown
--   referrer_unit    VARCHAR        key    customer (or parent) of the referrer; NULL for the contact of a prospect
--   referrer_status  VARCHAR        text   existing, ex-customer or prospect; NULL when unknown
--   referrer_tier    VARCHAR        text   tier of the referrer; NULL without one
--   referrer_rank    BIGINT         rank   rank of the referrer; NULL without one
--   customer_id      VARCHAR        key    customer (or parent) that was referred; NULL while a prospect
--   prospect_id      VARCHAR        key    prospect that was referred; NULL when it never was one
--   name             VARCHAR        text   of who was referred; NULL when unknown
--   was_customer     BOOLEAN        flag   had bought before the referral, so that it brought nobody
--   converted        BOOLEAN        flag   has become a customer since
--   converted_date   DATE           date   the day it became one; NULL when it has not, and when unknown
--   tier             VARCHAR        text   tier of who was referred; NULL without one
--   value_12m        DECIMAL(38,4)  money  revenue of the last 12 months of who was referred; NULL for a prospect
--   is_first         BOOLEAN        flag   no earlier referral brought the same customer or prospect
--   as_of            DATE           date   last day, inclusive
-- notes:   A referral that names a prospect is converted with it, one that names a customer with its first purchase. Where several name the
--   same, the earliest counts as the one that brought it. Who names itself is left out. A referral without a date counts always.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

facts as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, f.value_12m, f.known_first
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

prospects_known as materialized (
    select l.prospect_id, l.customer_id, l.name, l.converted, l.converted_date
    from landscape_base.leads(as_of := as_of) as l
),

prospect_of as (
    select p.customer_id, min(p.prospect_id) as prospect_id
    from prospects_known as p
    where p.customer_id is not null
    group by p.customer_id
),

people as (
    select c.contact_id, min(c.customer_id) as customer_id, min(c.name) as name
    from contacts as c
    group by c.contact_id
),

named as (
    select
        r.referral_id,
        r.referral_date,
        r.reward_cost,
        coalesce(r.referrer_kind, 'customer') as referrer_kind,
        r.referrer_id,
        p.name as contact_name,
        case when r.referrer_kind = 'contact' then p.customer_id else r.referrer_id end as referrer_account,
        r.referred_customer_id as account,
        r.referred_prospect_id as prospect_id,
    from referrals as r
    cross join config
    left join people as p
        on r.referrer_kind = 'contact' and r.referrer_id = p.contact_id
    where coalesce(r.referral_date <= config.last_day, true)
),

-- who a prospect has become, and which prospect a customer was
paired as (
    select
        n.referral_id,
        n.referral_date,
        n.reward_cost,
        n.referrer_kind,
        n.referrer_id,
        n.contact_name,
        coalesce(ra.customer_id, n.referrer_account) as referrer_account,
        coalesce(ca.customer_id, n.account, p.customer_id) as account,
        coalesce(n.prospect_id, po.prospect_id) as prospect_id,
    from named as n
    left join landscape_base.aliases as ra
        on n.referrer_account = ra.alias_id
    left join landscape_base.aliases as ca
        on n.account = ca.alias_id
    left join prospects_known as p
        on n.prospect_id = p.prospect_id
    left join prospect_of as po
        on coalesce(ca.customer_id, n.account) = po.customer_id
),

units as (
    select
        p.*,
        coalesce(landscape_base.unit_of(rc.customer_id, rc.kind, rc.parent_id, config.grain), p.referrer_account) as referrer_unit,
        coalesce(landscape_base.unit_of(cc.customer_id, cc.kind, cc.parent_id, config.grain), p.account) as unit,
        config.last_day,
    from paired as p
    cross join config
    left join landscape_base.customers as rc
        on p.referrer_account = rc.customer_id
    left join landscape_base.customers as cc
        on p.account = cc.customer_id
),

judged as (
    select
        u.*,
        coalesce(u.contact_name, rf.name) as referrer_name,
        rf.status as referrer_status,
        rf.tier as referrer_tier,
        rf.rank as referrer_rank,
        coalesce(cf.name, l.name) as name,
        cf.tier,
        cf.value_12m,
        coalesce(cf.known_first < u.referral_date, false) as was_customer,
        cf.known_first is not null or coalesce(l.converted, false) as is_customer,
        coalesce(l.converted_date, cf.known_first) as customer_since,
        row_number() over (partition by coalesce(u.unit, u.prospect_id) order by u.referral_date nulls first, u.referral_id) as place,
    from units as u
    left join facts as rf
        on u.referrer_unit = rf.customer_id
    left join facts as cf
        on u.unit = cf.customer_id
    left join prospects_known as l
        on u.prospect_id = l.prospect_id
    where u.unit is distinct from u.referrer_unit or u.unit is null
)

select
    j.referral_id as referral_id,
    j.referral_date as referral_date,
    j.reward_cost as reward_cost,
    j.referrer_kind as referrer_kind,
    case when j.referrer_kind = 'customer' then j.referrer_unit else j.referrer_id end as referrer_id,
    j.referrer_name as referrer_name,
    j.referrer_unit as referrer_unit,
    j.referrer_status as referrer_status,
    j.referrer_tier as referrer_tier,
    j.referrer_rank as referrer_rank,
    j.unit as customer_id,
    j.prospect_id as prospect_id,
    j.name as name,
    j.was_customer as was_customer,
    j.is_customer and not j.was_customer as converted,
    case when j.is_customer and not j.was_customer then j.customer_since end as converted_date,
    j.tier as tier,
    j.value_12m as value_12m,
    j.place = 1 or (j.unit is null and j.prospect_id is null) as is_first,
    j.last_day as as_of,
from judged as j
