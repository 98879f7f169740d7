-- name:    contact_keys
-- kind:    base_table
-- summary: Everything somebody who calls or writes can be told by, with what to know about the account at once.
-- grain:   one row per contact and e-mail address or telephone number, and one per account and company domain
-- source:  contacts, aliases, leads, landscape_base.customers, crm_importance, config, complaints, touch_log, contact_email, contact_phone, company_domain, is_free_mail
-- columns:
--   key_hash      UBIGINT  key    never NULL; as contact_key gives it; the table is sorted by it
--   match_kind    VARCHAR  key    never NULL; email, phone or domain
--   key_text      VARCHAR  key    never NULL; the key in the form in which keys are compared
--   contact_id    VARCHAR  key    NULL for a domain
--   contact_name  VARCHAR  text   NULL when unknown, and for a domain
--   customer_id   VARCHAR  key    canonical customer; NULL for contacts of prospects and of nobody
--   prospect_id   VARCHAR  key    NULL for contacts of customers and of nobody
--   name          VARCHAR  text   of the account; NULL when unknown
--   label         VARCHAR  text   as in crm_importance; NULL for contacts of nobody and of accounts that are never ranked
--   status        VARCHAR  text   of the account
--   tier          VARCHAR  text   of the label
--   owner         VARCHAR  text   who looks after the account
--   place         BIGINT   rank   of the account among all, the most important first
--   open_issues   INTEGER  count  complaints of the account open on as_of
--   last_touch    DATE     date   last touch of the account; NULL without one
--   as_of         DATE     date   day of all this: the setting as_of at the last refresh
-- notes:   Filled by the refresh when contacts hold rows. The order by a number makes a look-up read one row group of a million contacts; text
--   would be told apart by its first eight bytes only.
with config as materialized (
    select c.as_of as last_day, c.tier_labels as names
    from landscape_base.config() as c
),

labels as materialized (
    select
        l.kind, l.customer_id as id, l.name, l.label, l.status, l.tier, l.owner,
        rank() over (
            order by
                case l.status when 'existing' then 1 when 'prospect' then 2 else 3 end,
                coalesce(nullif(list_position(config.names, l.tier), 0), 99),
                l.rank nulls last,
                l.value desc nulls last
        ) as place,
    from crm_importance() as l
    cross join config
),

people as materialized (
    select
        c.contact_id,
        c.name,
        landscape_base.contact_email(c.email) as mail,
        landscape_base.contact_phone(c.phone) as phone,
        landscape_base.company_domain(landscape_base.contact_email(c.email)) as domain,
        coalesce(a.customer_id, c.customer_id, p.customer_id) as account,
        case when coalesce(c.customer_id, p.customer_id) is null then c.prospect_id end as lead,
    from contacts as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    left join landscape_base.leads() as p
        on c.prospect_id = p.prospect_id
),

issues as (
    select coalesce(a.customer_id, k.customer_id) as id, count(*) as open_count
    from complaints as k
    left join landscape_base.aliases as a
        on k.customer_id = a.alias_id
    cross join config
    where coalesce(k.opened_on <= config.last_day, true) and coalesce(k.resolved_on > config.last_day, true)
    group by coalesce(a.customer_id, k.customer_id)
),

touched as (
    select
        case when t.customer_id is not null then 'customer' else 'prospect' end as kind,
        coalesce(t.customer_id, t.prospect_id) as id,
        max(t.day) as last_day,
    from landscape_base.touch_log() as t
    group by case when t.customer_id is not null then 'customer' else 'prospect' end, coalesce(t.customer_id, t.prospect_id)
),

companies as materialized (
    select p.*, case when not landscape_base.is_free_mail(p.domain) then p.domain end as company
    from people as p
),

-- anchor is the text whose hash contact_key takes
keyed as (
    select 'email' as match_kind, c.mail as key_text, coalesce(c.company, c.mail) as anchor, c.contact_id, c.name as person, c.account, c.lead
    from companies as c
    where c.mail is not null
    union all
    select 'phone', c.phone, c.phone, c.contact_id, c.name, c.account, c.lead
    from companies as c
    where c.phone != ''
    union all
    select distinct 'domain', c.company, c.company, null, null, c.account, c.lead
    from companies as c
    where c.company is not null and coalesce(c.account, c.lead) is not null
)

select
    md5_number_lower(k.anchor) as key_hash,
    k.match_kind as match_kind,
    k.key_text as key_text,
    k.contact_id as contact_id,
    k.person as contact_name,
    k.account as customer_id,
    k.lead as prospect_id,
    coalesce(l.name, cu.name) as name,
    l.label as label,
    l.status as status,
    l.tier as tier,
    l.owner as owner,
    l.place as place,
    coalesce(i.open_count, 0)::integer as open_issues,
    t.last_day as last_touch,
    config.last_day as as_of,
from keyed as k
cross join config
left join labels as l
    on coalesce(k.account, k.lead) = l.id and case when k.account is not null then 'customer' else 'prospect' end = l.kind
left join landscape_base.customers as cu
    on k.account = cu.customer_id
left join issues as i
    on k.account = i.id
left join touched as t
    on coalesce(k.account, k.lead) = t.id and case when k.account is not null then 'customer' else 'prospect' end = t.kind
order by md5_number_lower(k.anchor), k.contact_id, k.account, k.lead
