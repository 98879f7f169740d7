-- name:    whitespace
-- kind:    figure
-- summary: What customers do not buy, or buy less of, although others like them do, and what that is worth in a year.
-- grain:   one row per customer_id and product line (or product) not bought or underbought
-- source:  basics, customer_facts, product_sales, tier_span, products
-- kept:    rank, customer_id, product_id
-- args:
--   as_of            DATE     date   NULL  last day, inclusive; the setting when NULL
--   product_level    VARCHAR  text   NULL  line or product; the setting when NULL
--   min_penetration  DOUBLE   ratio  NULL  leave out what a smaller share of peers buys; 0 at line and 0.1 at product level when NULL
--   level            VARCHAR  text   NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   status         VARCHAR        text   existing, ex-customer or prospect
--   tier           VARCHAR        text   tier now
--   rank           BIGINT         rank   rank now, 1 is best
--   product_id     VARCHAR        key    product line, or product at level product
--   gap            VARCHAR        text   not_bought or underbought
--   gap_value      DECIMAL(38,4)  money  penetration x typical, a year; NULL for underbought
--   penetration    DOUBLE         ratio  share of the peers that buy it
--   typical        DECIMAL(38,4)  money  the median share that it has in the spend of peers that buy it, times the customer's spend; of underbought its own share is among them
--   spend          DECIMAL(38,4)  money  what the customer spent on it in the last 12 months
--   peers          BIGINT         count  other customers compared with, at least 8
--   buyers         BIGINT         count  peers that buy it
--   peer_basis     VARCHAR        text   segment and tier, segment, or all: the first of these with 8 peers
--   product_level  VARCHAR        text   level in force
--   as_of          DATE           date   last day, inclusive
-- example: select customer_id, product_id, gap_value, penetration, typical from whitespace where gap = 'not_bought' order by gap_value desc limit 10
-- notes:   Over the last 12 months. A line is bought when its net value is above 0; what is not in_profile counts nowhere, lines without
--   a product line count in the spend alone. Peers are the other customers with a positive spend, of the same segment (persona, else
--   industry; none is a segment too) and tier. Where 80 % of the value has no line, products take their place: thousands of them, so that
--   only those that a tenth of the peers buys are looked at. Underbought: a smaller share of the customer's spend than the lower quartile
--   (type 7) of the peers that buy it, if these are 4 or more. What is discontinued is no gap. Nobody has peers in a ledger of fewer than 9 customers.
with config as materialized (
    select b.last_day, min_penetration as wanted
    from landscape_base.basics(as_of := as_of, level := level) as b
),

facts as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, coalesce(f.segment, '') as segment, coalesce(f.tier, '') as tier_key
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
),

bought as materialized (
    select s.customer_id, s.product_id as item, s.net as spend, s.product_level as grain
    from landscape_base.product_sales(
        spans := landscape_base.tier_span(as_of, 12), as_of := as_of, product_level := product_level, level := level
    ) as s
    where s.kind = 'ranked' and s.in_profile
),

level_used as materialized (
    select max(b.grain) as grain
    from bought as b
),

totals as (
    select b.customer_id, sum(b.spend) as total
    from bought as b
    group by b.customer_id
    having sum(b.spend) > 0
),

sized as (
    select
        f.customer_id,
        f.name,
        f.status,
        f.tier,
        f.rank,
        t.total::double as total,
        'both' || chr(31) || f.segment || chr(31) || f.tier_key as both_key,
        'segment' || chr(31) || f.segment as segment_key,
        count(*) over (partition by f.segment, f.tier_key) - 1 as both_size,
        count(*) over (partition by f.segment) - 1 as segment_size,
        count(*) over () - 1 as all_size,
    from facts as f
    inner join totals as t
        on f.customer_id = t.customer_id
),

-- every customer with the group that it is compared with
members as materialized (
    select
        s.*,
        case when s.both_size >= 8 then 'segment and tier' when s.segment_size >= 8 then 'segment' when s.all_size >= 8 then 'all' end as basis,
        case when s.both_size >= 8 then s.both_key when s.segment_size >= 8 then s.segment_key else 'all' end as group_key,
        case when s.both_size >= 8 then s.both_size when s.segment_size >= 8 then s.segment_size else s.all_size end as peers,
    from sized as s
),

groups as materialized (
    select m.group_key, m.peers
    from members as m
    where m.peers >= 8
    group by m.group_key, m.peers
),

-- a customer is a member of up to three groups, whichever it is compared with itself
memberships as (
    select m.customer_id, m.total, g.group_key, g.peers
    from members as m
    inner join groups as g
        on m.both_key = g.group_key
    union all
    select m.customer_id, m.total, g.group_key, g.peers
    from members as m
    inner join groups as g
        on m.segment_key = g.group_key
    union all
    select m.customer_id, m.total, g.group_key, g.peers
    from members as m
    cross join groups as g
    where g.group_key = 'all'
),

shares as materialized (
    select
        s.group_key,
        s.customer_id,
        s.item,
        s.share,
        s.peers,
        row_number() over (partition by s.group_key, s.item order by s.share) - 1 as place,
        count(*) over (partition by s.group_key, s.item) as buyers,
    from (
        select m.group_key, m.customer_id, m.peers, b.item, b.spend::double / m.total as share
        from memberships as m
        inner join bought as b
            on m.customer_id = b.customer_id
        where b.spend > 0 and b.item != '(none)'
    ) as s
),

-- the lower quartile of the other buyers lies between two of the first places: whoever is below it stands at its foot or before it
norms as materialized (
    select
        s.group_key,
        s.item,
        s.buyers,
        quantile_cont(s.share, 0.5) as median_share,
        (s.buyers - 2) // 4 as foot,
        ((s.buyers - 2) % 4) / 4.0::double as part,
        max(s.share) filter (where s.place = (s.buyers - 2) // 4) as share0,
        max(s.share) filter (where s.place = (s.buyers - 2) // 4 + 1) as share1,
        max(s.share) filter (where s.place = (s.buyers - 2) // 4 + 2) as share2,
    from shares as s
    cross join config
    cross join level_used as u
    where s.buyers::double / s.peers >= coalesce(config.wanted, case when u.grain = 'line' then 0 else 0.1 end)
    group by s.group_key, s.item, s.buyers
),

withdrawn as (
    select case when u.grain = 'line' then p.line else p.product_id end as item
    from products as p
    cross join level_used as u
    cross join config
    group by case when u.grain = 'line' then p.line else p.product_id end
    having bool_and(coalesce(p.discontinued_date <= config.last_day, false))
),

compared as (
    select
        m.customer_id,
        m.total,
        m.peers,
        n.item,
        n.median_share,
        s.customer_id is null as missing,
        case when s.customer_id is null then n.buyers else n.buyers - 1 end as buyers,
        s.share,
        case
            when n.buyers < 5 then null
            when s.place <= n.foot then n.share1 + n.part * (coalesce(n.share2, n.share1) - n.share1)
            when s.place = n.foot + 1 then n.share0 + n.part * (coalesce(n.share2, n.share0) - n.share0)
        end as quartile,
    from members as m
    inner join norms as n
        on m.group_key = n.group_key
    left join shares as s
        on m.group_key = s.group_key and m.customer_id = s.customer_id and n.item = s.item
),

gaps as (
    select c.*, c.buyers::double / c.peers as penetration, c.median_share * c.total as typical
    from compared as c
    left join withdrawn as w
        on c.item = w.item
    where case when c.missing then w.item is null else coalesce(c.share < c.quartile, false) end
)

select
    m.customer_id as customer_id,
    m.name as name,
    m.status as status,
    m.tier as tier,
    m.rank as rank,
    g.item as product_id,
    case when g.missing then 'not_bought' else 'underbought' end as gap,
    case when g.missing then g.penetration * g.typical end::decimal(38, 4) as gap_value,
    g.penetration as penetration,
    g.typical::decimal(38, 4) as typical,
    coalesce(b.spend, 0)::decimal(38, 4) as spend,
    m.peers as peers,
    g.buyers as buyers,
    m.basis as peer_basis,
    u.grain as product_level,
    config.last_day as as_of,
from gaps as g
inner join members as m
    on g.customer_id = m.customer_id
left join bought as b
    on g.customer_id = b.customer_id and g.item = b.item
cross join config
cross join level_used as u
