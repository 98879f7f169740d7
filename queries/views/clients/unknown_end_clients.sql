-- name:    unknown_end_clients
-- kind:    figure
-- summary: Existing customers of the first tier of whose own clients nothing is known: just ask.
-- grain:   one row per customer_id
-- source:  config, customer_facts, client_links, aliases, landscape_base.customers, unit_of
-- kept:    rank, customer_id
-- needs:   client_links
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR        key    never NULL
--   name         VARCHAR        text   NULL when unknown
--   status       VARCHAR        text   existing
--   tier         VARCHAR        text   A, or the first tier where none is called A
--   rank         BIGINT         rank   1 is best, ties share it
--   value        DECIMAL(38,4)  money  the measure in the tier window
--   owner        VARCHAR        text   who can ask; NULL when unknown
--   as_of        DATE           date   last day, inclusive
-- example: select customer_id, name, owner from unknown_end_clients order by rank limit 10
-- notes:   No rows while the table client_links is empty: then nothing is known of anyone's clients. At level parent a client of any account
--   of the group counts.
with config as materialized (
    select c.tier_labels[coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1)] as best, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

asked as (
    select distinct landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from client_links as l
    left join landscape_base.aliases as a
        on l.customer_id = a.alias_id
    inner join landscape_base.customers as cu
        on coalesce(a.customer_id, l.customer_id) = cu.customer_id
    cross join config
)

select
    f.customer_id as customer_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    f.value as value,
    f.owner as owner,
    f.as_of as as_of,
from landscape_base.customer_facts(as_of := as_of, level := level) as f
cross join config
where f.status = 'existing'
    and f.tier = config.best
    and f.customer_id not in (select a.unit_id from asked as a)
    and exists (select 1 from client_links as l)
