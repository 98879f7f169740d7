-- name:    supply_chain
-- kind:    figure
-- summary: The clients of our customers' clients, down the supply chain as far as it is known.
-- grain:   one row per customer_id of client_links and client reached from it
-- source:  basics, customer_facts, client_links, aliases
-- kept:    rank, customer_id
-- needs:   client_links
-- args:
--   as_of  DATE  date  NULL  last day of status and tier, inclusive; the setting when NULL
-- columns:
--   customer_id         VARCHAR  key     never NULL; our customer at the top of the chain
--   name                VARCHAR  text    of the customer; NULL when unknown
--   status              VARCHAR  text    of the customer
--   tier                VARCHAR  text    of the customer
--   rank                BIGINT   rank    of the customer
--   step                INTEGER  number  1 for its own clients, 2 for theirs, and so on; the shortest way
--   client_name         VARCHAR  text    of the client reached; NULL when unknown
--   client_customer_id  VARCHAR  key     when the client is a customer of ours too
--   client_tier         VARCHAR  text    tier of that customer
--   via                 VARCHAR  key     the customer just above the client; customer_id itself in step 1
--   share               DOUBLE   ratio   of the business of customer_id that goes this way: the shares of the steps multiplied; NULL when one is unknown
--   is_end              BOOLEAN  flag    nothing is known below it
--   as_of               DATE     date    last day, inclusive
-- example: select customer_id, step, client_name, via, share from supply_chain order by customer_id, step, share desc
-- notes:   Each client is reached once, by the shortest way and among those by the greatest share, so that chains that run in a circle end; the
--   customer itself is not its own client. Accounts are not rolled up to their parents. Clients without client_customer_id are told apart by their names.
with recursive facts as materialized (
    select f.customer_id as unit_id, f.name, f.status, f.tier as tier_name, f.rank as place
    from landscape_base.customer_facts(as_of := as_of, level := 'customer') as f
),

named as (
    select
        coalesce(a.customer_id, l.customer_id) as top,
        coalesce(b.customer_id, l.client_customer_id) as account,
        nullif(trim(l.client_name), '') as client,
        l.share as part,
    from client_links as l
    left join landscape_base.aliases as a
        on l.customer_id = a.alias_id
    left join landscape_base.aliases as b
        on l.client_customer_id = b.alias_id
    where l.customer_id is not null and coalesce(l.client_customer_id, nullif(trim(l.client_name), '')) is not null
),

-- a client is its account, else its name, which a sign that no account carries keeps apart
links as materialized (
    select
        n.top,
        coalesce(n.account, chr(1) || n.client) as node,
        max(n.account) as account,
        max(n.client) as client,
        sum(n.part) as part,
    from named as n
    where n.top is distinct from n.account
    group by n.top, coalesce(n.account, chr(1) || n.client)
),

reached (root, node, depth, part, above) using key (root, node) as (
    select l.top, l.node, 1, l.part, l.top
    from links as l
    union
    select
        w.root,
        w.node,
        w.depth,
        max(w.part),
        coalesce(arg_max(w.above, (w.part, w.above)) filter (where w.part is not null), max(w.above)),
    from (
        select r.root, l.node, r.depth + 1 as depth, r.part * l.part as part, l.top as above
        from reached as r
        inner join links as l
            on r.node = l.top
        left join recurring.reached as seen
            on r.root = seen.root and l.node = seen.node
        where l.node != r.root and seen.root is null
    ) as w
    group by w.root, w.node, w.depth
)

select
    r.root as customer_id,
    f.name as name,
    f.status as status,
    f.tier_name as tier,
    f.place as rank,
    r.depth::integer as step,
    coalesce(l.client, c.name) as client_name,
    l.account as client_customer_id,
    c.tier_name as client_tier,
    r.above as via,
    r.part as share,
    r.node not in (select below.top from links as below) as is_end,
    config.last_day as as_of,
from reached as r
cross join (select b.last_day from landscape_base.basics(as_of := as_of) as b) as config
inner join links as l
    on r.above = l.top and r.node = l.node
left join facts as f
    on r.root = f.unit_id
left join facts as c
    on l.account = c.unit_id
