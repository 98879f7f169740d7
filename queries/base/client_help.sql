-- name:    client_help
-- kind:    base_table_macro
-- summary: How many referrals and introductions every customer has made, by itself and by its contacts.
-- grain:   one row per ranked customer (or parent) with any
-- source:  config, help_given, contacts, aliases, landscape_base.customers, unit_of
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key    customer or root parent
--   referrals    BIGINT   count  referrals made
--   connections  BIGINT   count  introductions made
with config as materialized (
    select c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

by_account as (
    select coalesce(c.customer_id, h.helper_id) as named, h.referrals as referral_count, h.connections as connection_count
    from landscape_base.help_given(as_of := as_of) as h
    left join contacts as c
        on case when h.kind = 'contact' then h.helper_id end = c.contact_id
    where h.kind = 'customer' or (h.kind = 'contact' and c.customer_id is not null)
)

select
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    sum(b.referral_count)::bigint as referrals,
    sum(b.connection_count)::bigint as connections,
from by_account as b
left join landscape_base.aliases as a
    on b.named = a.alias_id
inner join landscape_base.customers as cu
    on coalesce(a.customer_id, b.named) = cu.customer_id and cu.kind = 'ranked'
cross join config
group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
