-- name:    client_categories
-- kind:    figure
-- summary: Every customer and contact in one of seven categories: who pays, who could, who is gone, and who helps by referrals and introductions.
-- grain:   one row per kind and client_id: every ranked customer (or parent), and every contact
-- source:  config, thresholds, customer_facts, customer_orders, mean_gaps, recorded_losses, help_given, client_help, contacts, aliases, landscape_base.customers, unit_of, client_category
-- kept:    rank, client_id
-- args:
--   as_of         DATE     date  NULL  last day, inclusive; the setting when NULL
--   active_days   INTEGER  days  NULL  longest silence and mean gap of who is active and pays; the setting when NULL
--   nonactive_to  INTEGER  days  NULL  silence after which a client is lost; the setting when NULL
--   level         VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   kind             VARCHAR  key    never NULL; customer or contact
--   client_id        VARCHAR  key    never NULL; customer_id or contact_id
--   customer_id      VARCHAR  key    the contact's customer; NULL for contacts of nobody and of prospects
--   name             VARCHAR  text   NULL when unknown
--   category         VARCHAR  text   active_paying, active_non_paying, non_active, lost, direct_referral, center_of_influence or undefined
--   category_no      INTEGER  rank   1 to 7 in that order
--   basis            VARCHAR  text   recorded, inferred, provisional or computed
--   is_prospect      BOOLEAN  flag   of status prospect, or the contact of a prospect: none of the seven says so
--   status           VARCHAR  text   of the customer; NULL for contacts of nobody
--   tier             VARCHAR  text   of the customer; NULL without one
--   rank             BIGINT   rank   of the customer; NULL without one
--   owner            VARCHAR  text   of the customer; NULL when unknown
--   days_since_last  INTEGER  days   from the last purchase to as_of, or from the last credit note of who only returned
--   mean_gap         DOUBLE   days   mean time between the days with a purchase within the last 365 days; NULL with less than two
--   orders           BIGINT   count  purchases ever; of contacts those of their customer
--   referrals        BIGINT   count  made by the contact; of a customer by itself and its contacts
--   connections      BIGINT   count  introductions made likewise
--   as_of            DATE     date   last day, inclusive
-- example: select category_no, category, count(*) as clients from client_categories where kind = 'customer' group by all order by category_no
-- notes:   A recorded loss is a row of churn_reasons, or a renewal (an opportunity with is_repeat) that was lost for a reason or to a
--   competitor, after the last purchase. Inferred: lost by silence alone, or a client who only returned, whose days count from the last credit note.
--   Provisional: active, but a single day with a purchase in the last 365, so that there is no gap to measure.
with config as materialized (
    select c.as_of as last_day, c.level as grain, t.active_days as active, t.nonactive_to as gone
    from landscape_base.config(as_of := as_of, level := level) as c
    cross join landscape_base.thresholds(active_days := active_days, nonactive_to := nonactive_to) as t
),

facts as materialized (
    select f.customer_id as unit_id, f.name, f.status, f.tier as tier_name, f.rank as place, f.last_order, f.orders, f.owner
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

credits as (
    select o.customer_id as unit_id, o.last_credit
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
    where o.returns_only
),

units as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

people as materialized (
    select c.contact_id, c.name, c.prospect_id, u.unit_id
    from contacts as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    left join units as u
        on coalesce(a.customer_id, c.customer_id) = u.customer_id
),

helped as materialized (
    select h.kind, h.helper_id, h.referrals as referral_count, h.connections as connection_count
    from landscape_base.help_given(as_of := as_of) as h
),

bought as materialized (
    select
        f.*,
        config.last_day - coalesce(f.last_order, cr.last_credit) as silence,
        g.mean_gap as mean_days,
        coalesce(r.lost_on > coalesce(f.last_order, cr.last_credit), false) as is_lost,
        cr.unit_id is not null as only_returned,
    from facts as f
    cross join config
    left join credits as cr
        on f.unit_id = cr.unit_id
    left join landscape_base.mean_gaps(as_of := as_of, level := level) as g
        on f.unit_id = g.customer_id
    left join landscape_base.recorded_losses(as_of := as_of, level := level) as r
        on f.unit_id = r.customer_id
),

clients as (
    select
        'customer' as kind, b.unit_id as id, b.unit_id, b.name, b.status = 'prospect' as leading, b.status, b.tier_name, b.place, b.owner,
        b.silence, b.mean_days, b.orders, b.is_lost, b.only_returned,
        coalesce(h.referrals, 0) as referral_count, coalesce(h.connections, 0) as connection_count,
    from bought as b
    left join landscape_base.client_help(as_of := as_of, level := level) as h
        on b.unit_id = h.customer_id
    union all
    select
        'contact', p.contact_id, p.unit_id, p.name, coalesce(b.status = 'prospect', p.prospect_id is not null), b.status, b.tier_name, b.place,
        b.owner, b.silence, b.mean_days, coalesce(b.orders, 0), coalesce(b.is_lost, false), coalesce(b.only_returned, false),
        coalesce(h.referral_count, 0), coalesce(h.connection_count, 0),
    from people as p
    left join bought as b
        on p.unit_id = b.unit_id
    left join helped as h
        on p.contact_id = h.helper_id and h.kind = 'contact'
),

placed as (
    select
        c.*,
        client_category(
            c.silence, c.mean_days, c.is_lost, c.referral_count, c.connection_count, c.orders, c.status, config.active, config.gone
        ) as label,
        config.last_day,
    from clients as c
    cross join config
)

select
    p.kind as kind,
    p.id as client_id,
    p.unit_id as customer_id,
    p.name as name,
    p.label as category,
    list_position(
        ['active_paying', 'active_non_paying', 'non_active', 'lost', 'direct_referral', 'center_of_influence', 'undefined'], p.label
    )::integer as category_no,
    case
        when p.label = 'lost' and p.is_lost then 'recorded'
        when p.label = 'lost' or (p.label = 'non_active' and p.only_returned) then 'inferred'
        when p.label = 'active_paying' and p.mean_days is null then 'provisional'
        else 'computed'
    end as basis,
    p.leading as is_prospect,
    p.status as status,
    p.tier_name as tier,
    p.place as rank,
    p.owner as owner,
    p.silence::integer as days_since_last,
    p.mean_days as mean_gap,
    p.orders::bigint as orders,
    p.referral_count::bigint as referrals,
    p.connection_count::bigint as connections,
    p.last_day as as_of,
from placed as p
