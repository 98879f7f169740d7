-- name:    help_given
-- kind:    base_table_macro
-- summary: How many referrals and introductions every customer and contact has made.
-- grain:   one row per kind and helper_id
-- source:  basics, referrals, connections
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   kind         VARCHAR  key    customer, contact or another kind of referrer
--   helper_id    VARCHAR  key    customer_id or contact_id, as recorded
--   referrals    BIGINT   count  referrals made
--   connections  BIGINT   count  introductions made; of contacts alone
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

made as (
    select r.referrer_kind as helper_kind, r.referrer_id as helper, 1 as referral_count, 0 as connection_count
    from referrals as r
    cross join config
    where coalesce(r.referral_date <= config.last_day, true) and r.referrer_id is not null
    union all
    select 'contact', c.from_contact, 0, 1
    from connections as c
    cross join config
    where coalesce(c.made_on <= config.last_day, true) and c.from_contact is not null
)

select m.helper_kind as kind, m.helper as helper_id, sum(m.referral_count)::bigint as referrals, sum(m.connection_count)::bigint as connections
from made as m
group by m.helper_kind, m.helper
