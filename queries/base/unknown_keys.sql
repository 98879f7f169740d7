-- name:    unknown_keys
-- kind:    base_view
-- summary: Ids of customers, prospects and contacts that a table names and nothing else knows, since files arrive in any order.
-- grain:   one row per kind of id, table and id
-- source:  churn_reasons, client_links, complaints, connections, contacts, contracts, costs_to_serve, opportunities, prospects, referrals, satisfaction, touches, landscape_base.customers, aliases
-- columns:
--   kind        VARCHAR  key    never NULL; customer, prospect or contact
--   table_name  VARCHAR  key    never NULL; the table that names it
--   id          VARCHAR  key    never NULL; the id that nobody has
--   times       BIGINT   count  rows that name it
-- notes:   A customer is known by a line, a row of customers or an alias; a prospect by a row of prospects; a contact by a row of contacts.
with named as materialized (
    select 'customer' as kind, 'churn_reasons' as place, t.customer_id as id, count(*) as times from churn_reasons as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'client_links', t.customer_id, count(*) from client_links as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'client_links', t.client_customer_id, count(*) from client_links as t where t.client_customer_id is not null group by t.client_customer_id
    union all
    select 'customer', 'complaints', t.customer_id, count(*) from complaints as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'contacts', t.customer_id, count(*) from contacts as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'contracts', t.customer_id, count(*) from contracts as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'costs_to_serve', t.customer_id, count(*) from costs_to_serve as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'opportunities', t.customer_id, count(*) from opportunities as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'prospects', t.customer_id, count(*) from prospects as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'referrals', t.referred_customer_id, count(*) from referrals as t where t.referred_customer_id is not null group by t.referred_customer_id
    union all
    select 'customer', 'satisfaction', t.customer_id, count(*) from satisfaction as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'touches', t.customer_id, count(*) from touches as t where t.customer_id is not null group by t.customer_id
    union all
    select 'customer', 'referrals', t.referrer_id, count(*) from referrals as t where t.referrer_id is not null and coalesce(t.referrer_kind, 'customer') = 'customer' group by t.referrer_id
    union all
    select 'prospect', 'contacts', t.prospect_id, count(*) from contacts as t where t.prospect_id is not null group by t.prospect_id
    union all
    select 'prospect', 'opportunities', t.prospect_id, count(*) from opportunities as t where t.prospect_id is not null group by t.prospect_id
    union all
    select 'prospect', 'referrals', t.referred_prospect_id, count(*) from referrals as t where t.referred_prospect_id is not null group by t.referred_prospect_id
    union all
    select 'prospect', 'touches', t.prospect_id, count(*) from touches as t where t.prospect_id is not null group by t.prospect_id
    union all
    select 'contact', 'connections', t.from_contact, count(*) from connections as t where t.from_contact is not null group by t.from_contact
    union all
    select 'contact', 'connections', t.to_contact, count(*) from connections as t where t.to_contact is not null group by t.to_contact
    union all
    select 'contact', 'touches', t.contact_id, count(*) from touches as t where t.contact_id is not null group by t.contact_id
    union all
    select 'contact', 'referrals', t.referrer_id, count(*) from referrals as t where t.referrer_id is not null and t.referrer_kind = 'contact' group by t.referrer_id
),

known as (
    select 'customer' as kind, c.customer_id as id from landscape_base.customers as c
    union all
    select 'customer', a.alias_id from landscape_base.aliases as a
    union all
    select 'prospect', p.prospect_id from prospects as p
    union all
    select 'contact', c.contact_id from contacts as c
)

select
    n.kind as kind,
    n.place as table_name,
    n.id as id,
    n.times as times,
from named as n
where not exists (select 1 from known as k where k.kind = n.kind and k.id = n.id)
