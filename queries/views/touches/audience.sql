-- name:    audience
-- kind:    figure
-- summary: Which mailing each contact belongs to: by status, tier and whether it is called or mailed (requirement A4).
-- grain:   one row per contact_id
-- source:  basics, contacts, leads, parties, policy, landscape_base.customers, aliases
-- kept:    rank, contact_id
-- needs:   contacts
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   contact_id     VARCHAR  key   never NULL
--   contact_name   VARCHAR  text  NULL when unknown
--   email          VARCHAR  text  NULL when unknown
--   customer_id    VARCHAR  key   NULL for a prospect's
--   prospect_id    VARCHAR  key   NULL for a customer's
--   name           VARCHAR  text  of the customer or prospect; NULL when unknown
--   status         VARCHAR  text  existing, ex-customer or prospect; NULL for a contact of nobody known
--   tier           VARCHAR  text  NULL without one; of a prospect the tier of its estimate
--   rank           BIGINT   rank  of a customer; NULL for a prospect
--   approach       VARCHAR  text  personal where touch_policy wants personal touches of the tier and status, else bulk
--   opted_out      BOOLEAN  flag  gets no bulk mail; false when unknown
--   audience_key   VARCHAR  text  status, tier (unrated without one, former of ex-customers) and approach, joined by /; NULL for a contact of nobody known
--   as_of          DATE     date  last day, inclusive
-- example: select audience_key, count(*) as contacts from audience where not opted_out group by audience_key order by contacts desc
-- notes:   A contact of a prospect that has become a customer is a customer's. An ex-customer's tier says nothing, since it
--   has bought nothing in its window.
with config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

people as (
    select
        c.contact_id,
        any_value(c.name) as own_name,
        any_value(c.email) as own_email,
        any_value(c.customer_id) as account,
        any_value(c.prospect_id) as lead_id,
        coalesce(bool_or(c.opted_out), false) as is_out,
    from contacts as c
    where c.contact_id is not null
    group by c.contact_id
),

named as (
    select
        p.*,
        coalesce(a.customer_id, p.account, l.customer_id) as unit_id,
    from people as p
    left join landscape_base.aliases as a
        on p.account = a.alias_id
    left join landscape_base.leads(as_of := as_of) as l
        on p.lead_id = l.prospect_id
),

placed as (
    select
        n.*,
        case when n.unit_id is not null then 'customer' else 'prospect' end as kind,
        case when config.grain = 'parent' then coalesce(cu.parent_id, n.unit_id, n.lead_id) else coalesce(n.unit_id, n.lead_id) end as party,
        config.last_day,
    from named as n
    cross join config
    left join landscape_base.customers as cu
        on n.unit_id = cu.customer_id
),

called as (
    select w.tier, w.status
    from landscape_base.policy as w
    where w.channel_class = 'personal' and w.target_days is not null
)

select
    n.contact_id as contact_id,
    n.own_name as contact_name,
    n.own_email as email,
    case when n.kind = 'customer' then n.party end as customer_id,
    case when n.kind = 'prospect' then n.party end as prospect_id,
    p.name as name,
    p.status as status,
    p.tier as tier,
    p.rank as rank,
    case when p.status is not null then case when w.tier is not null then 'personal' else 'bulk' end end as approach,
    n.is_out as opted_out,
    p.status || '/' || case when p.status = 'ex-customer' then 'former' else coalesce(p.cell_tier, 'unrated') end || '/'
        || case when w.tier is not null then 'personal' else 'bulk' end as audience_key,
    n.last_day as as_of,
from placed as n
left join landscape_base.parties(as_of := as_of) as p
    on n.kind = p.party_kind and n.party = p.party_id
left join called as w
    on coalesce(p.policy_tier, '') = w.tier and p.status = w.status
