-- name:    referral_log
-- kind:    base_table_macro
-- summary: Every referral up to a day with who made it, whom it brought, and what both are worth.
-- grain:   one row per referral up to as_of
-- source:  referral_links, customer_facts
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
-- notes:   referral_links with the names, tiers and value of both sides; where none of these is asked for, that one is the smaller plan.
with facts as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, f.value_12m
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
)

select
    l.referral_id as referral_id,
    l.referral_date as referral_date,
    l.reward_cost as reward_cost,
    l.referrer_kind as referrer_kind,
    l.referrer_id as referrer_id,
    coalesce(l.contact_name, r.name) as referrer_name,
    l.referrer_unit as referrer_unit,
    r.status as referrer_status,
    r.tier as referrer_tier,
    r.rank as referrer_rank,
    l.customer_id as customer_id,
    l.prospect_id as prospect_id,
    coalesce(c.name, l.prospect_name) as name,
    l.was_customer as was_customer,
    l.converted as converted,
    l.converted_date as converted_date,
    c.tier as tier,
    c.value_12m as value_12m,
    l.is_first as is_first,
    l.as_of as as_of,
from landscape_base.referral_links(as_of := as_of, level := level) as l
left join facts as r
    on l.referrer_unit = r.customer_id
left join facts as c
    on l.customer_id = c.customer_id
