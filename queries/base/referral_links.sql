-- name:    referral_links
-- kind:    base_table_macro
-- summary: Every referral up to a day with the accounts of both sides, and whether it has brought a customer.
-- grain:   one row per referral up to as_of
-- source:  basics, referrals, leads, contacts, aliases, purchase_days, landscape_base.customers, unit_of
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   referral_id     VARCHAR        key    never NULL
--   referral_date   DATE           date   NULL when unknown
--   reward_cost     DECIMAL(18,4)  money  NULL when none is recorded
--   referrer_kind   VARCHAR        text   customer or contact; customer when not given
--   referrer_id     VARCHAR        key    customer (or parent) or contact; NULL when unknown
--   contact_name    VARCHAR        text   of a contact; NULL for a customer and when unknown
--   referrer_unit   VARCHAR        key    customer (or parent) of the referrer; NULL for the contact of a prospect
--   customer_id     VARCHAR        key    customer (or parent) that was referred; NULL while a prospect
--   prospect_id     VARCHAR        key    prospect that was referred; NULL when it never was one
--   prospect_name   VARCHAR        text   of that prospect; NULL when unknown
--   was_customer    BOOLEAN        flag   had bought before the referral, so that it brought nobody
--   converted       BOOLEAN        flag   has become a customer since
--   converted_date  DATE           date   the day it became one; NULL when it has not, and when unknown
--   is_first        BOOLEAN        flag   no earlier referral brought the same customer or prospect
--   as_of           DATE           date   last day, inclusive
-- notes:   A referral that names a prospect is converted with it, one that names a customer with its first purchase. Where several name the
--   same, the earliest counts as the one that brought it. Who names itself is left out. A referral without a date counts always.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
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

-- the ids to look up stand in columns of their own: a join on two conditions of one side becomes a product of all rows
named as materialized (
    select
        r.referral_id,
        r.referral_date,
        r.reward_cost,
        coalesce(r.referrer_kind, 'customer') as referrer_kind,
        r.referrer_id,
        case when r.referrer_kind = 'contact' then r.referrer_id end as referrer_contact,
        coalesce(a.customer_id, r.referred_customer_id) as account,
        r.referred_prospect_id as prospect_id,
    from referrals as r
    cross join config
    left join landscape_base.aliases as a
        on r.referred_customer_id = a.alias_id
    where coalesce(r.referral_date <= config.last_day, true)
),

-- who a prospect has become, and which prospect a customer was
paired as materialized (
    select
        n.referral_id,
        n.referral_date,
        n.reward_cost,
        n.referrer_kind,
        n.referrer_id,
        c.name as contact_name,
        case when n.referrer_kind = 'contact' then c.customer_id else n.referrer_id end as referrer_account,
        coalesce(n.account, p.customer_id) as account,
        coalesce(n.prospect_id, o.prospect_id) as prospect_id,
    from named as n
    left join people as c
        on n.referrer_contact = c.contact_id
    left join prospects_known as p
        on n.prospect_id = p.prospect_id
    left join prospect_of as o
        on n.account = o.customer_id
),

units as materialized (
    select
        p.*,
        coalesce(
            landscape_base.unit_of(rc.customer_id, rc.kind, rc.parent_id, config.grain), a.customer_id, p.referrer_account
        ) as referrer_unit,
        coalesce(landscape_base.unit_of(cc.customer_id, cc.kind, cc.parent_id, config.grain), p.account) as unit,
        config.last_day,
    from paired as p
    cross join config
    left join landscape_base.aliases as a
        on p.referrer_account = a.alias_id
    left join landscape_base.customers as rc
        on coalesce(a.customer_id, p.referrer_account) = rc.customer_id
    left join landscape_base.customers as cc
        on p.account = cc.customer_id
),

-- every account of the customers that were referred, with what is known of its first purchase
accounts as materialized (
    select k.unit, k.customer_id, k.stated
    from (
        select
            landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit,
            cu.customer_id,
            case when cu.first_order_date <= config.last_day then cu.first_order_date end as stated,
        from landscape_base.customers as cu
        cross join config
        where cu.kind = 'ranked'
    ) as k
    where k.unit in (select u.unit from units as u)
),

bought as (
    select a.unit, min(d.day) as day
    from landscape_base.purchase_days(as_of := as_of) as d
    inner join accounts as a
        on d.customer_id = a.customer_id
    group by a.unit
),

stated as (
    select a.unit, min(a.stated) as day
    from accounts as a
    group by a.unit
),

judged as (
    select
        u.*,
        l.name as prospect_name,
        coalesce(l.converted, false) as lead_converted,
        l.converted_date as lead_day,
        least(b.day, s.day) as first_day,
        row_number() over (partition by coalesce(u.unit, u.prospect_id) order by u.referral_date nulls first, u.referral_id) as place,
    from units as u
    left join bought as b
        on u.unit = b.unit
    left join stated as s
        on u.unit = s.unit
    left join prospects_known as l
        on u.prospect_id = l.prospect_id
    where u.unit is distinct from u.referrer_unit or u.unit is null
),

settled as (
    select
        j.*,
        coalesce(j.first_day < j.referral_date, false) as was_customer,
        j.first_day is not null or j.lead_converted as is_customer,
    from judged as j
)

select
    s.referral_id as referral_id,
    s.referral_date as referral_date,
    s.reward_cost as reward_cost,
    s.referrer_kind as referrer_kind,
    case when s.referrer_kind = 'customer' then s.referrer_unit else s.referrer_id end as referrer_id,
    s.contact_name as contact_name,
    s.referrer_unit as referrer_unit,
    s.unit as customer_id,
    s.prospect_id as prospect_id,
    s.prospect_name as prospect_name,
    s.was_customer as was_customer,
    s.is_customer and not s.was_customer as converted,
    case when s.is_customer and not s.was_customer then coalesce(s.lead_day, s.first_day) end as converted_date,
    s.place = 1 or (s.unit is null and s.prospect_id is null) as is_first,
    s.last_day as as_of,
from settled as s
