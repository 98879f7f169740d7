-- name:    rfm
-- kind:    figure
-- summary: Recency, frequency and value of every customer as scores, and the segment that they make, as the R package rfm computes them.
-- grain:   one row per customer_id with a purchase
-- source:  basics, customer_facts, customer_days, landscape_base.customers, unit_of, rfm_segments
-- kept:    rank, customer_id
-- args:
--   as_of  DATE        date    NULL  last day, inclusive; the setting when NULL
--   bins   INTEGER     number  5     number of scores of each kind, 1 to 9
--   cuts   DOUBLE[][]  list    NULL  inner edges instead of quantiles: [recency, frequency, monetary], each increasing or NULL
--   level  VARCHAR     text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     never NULL
--   name             VARCHAR        text    NULL when unknown
--   status           VARCHAR        text    existing, ex-customer or prospect
--   tier             VARCHAR        text    tier now; NULL without a line in its window
--   rank             BIGINT         rank    rank now, 1 is best; NULL without a line in its window
--   segment          VARCHAR        text    the first of rfm_segments that fits; Others when none does
--   rfm_score        INTEGER        number  100 x recency_score + 10 x frequency_score + monetary_score
--   recency_score    INTEGER        number  1 to bins, the most recent being the highest
--   frequency_score  INTEGER        number  1 to bins
--   monetary_score   INTEGER        number  1 to bins
--   recency_days     INTEGER        days    from the last purchase to as_of
--   frequency        BIGINT         count   purchases ever
--   monetary         DECIMAL(38,4)  money   net value of all lines
--   as_of            DATE           date    last day, inclusive
-- example: select segment, count(*) as customers, sum(monetary) as value from rfm group by segment order by value desc
-- notes:   Scores follow rfm_table_order of the R package rfm 0.3.0: the inner edge i of n values is their quantile of type 7 at i / bins, plus 1; a
--   value at an edge belongs above it. So with few customers, or with many of the same frequency, some scores are not given. The whole
--   history counts. Segments are ranges of scores from 1 to 5: with other bins, give ranges of your own in rfm_segments.
with config as materialized (
    select
        b.last_day,
        b.grain,
        case
            when bins between 1 and 9 then bins
            else error('rfm: bins is ' || coalesce(bins::varchar, 'NULL') || '; use a whole number from 1 to 9')
        end as bin_count,
        case
            when cuts is null or len(cuts) = 3 then cuts::double[][]
            else error('rfm: cuts holds ' || len(cuts) || ' lists; give three, of recency, frequency and monetary')
        end as own_edges,
    from landscape_base.basics(as_of := as_of, level := level) as b
),

spent as (
    select landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id, sum(d.net) as net
    from (
        select cd.customer_id, sum(cd.net) as net
        from landscape_base.customer_days as cd
        where cd.day <= (select config.last_day from config)
        group by cd.customer_id
    ) as d
    inner join landscape_base.customers as cu
        on d.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
),

buyers as materialized (
    select f.customer_id, f.name, f.status, f.tier, f.rank, f.days_since_last as recency, f.orders as frequency, s.net as monetary
    from landscape_base.customer_facts(as_of := as_of, level := level) as f
    inner join spent as s
        on f.customer_id = s.unit_id
    where f.orders > 0
),

measured as (
    select 1 as kind, b.recency::double as amount from buyers as b
    union all
    select 2, b.frequency::double from buyers as b
    union all
    select 3, b.monetary::double from buyers as b
),

placed as materialized (
    select m.kind, m.amount, row_number() over (partition by m.kind order by m.amount) - 1 as place
    from measured as m
),

-- n values leave n - 1 gaps, of which i / bins lie below edge i
wanted as (
    select
        i.i as edge_no,
        (i.i * (w.n - 1)) // config.bin_count as foot,
        (i.i * (w.n - 1) + config.bin_count - 1) // config.bin_count as head,
        ((i.i * (w.n - 1)) % config.bin_count)::double / config.bin_count as part,
    from (select count(*) as n from buyers) as w
    cross join config
    cross join range(1, 9) as i (i)
    where i.i < config.bin_count and w.n > 0
),

quantiles as (
    select lo.kind, w.edge_no, lo.amount + w.part * (hi.amount - lo.amount) + 1 as edge
    from wanted as w
    inner join placed as lo
        on w.foot = lo.place
    inner join placed as hi
        on w.head = hi.place and lo.kind = hi.kind
),

edges as materialized (
    select k.kind, coalesce(config.own_edges[k.kind], list(q.edge order by q.edge_no) filter (where q.edge is not null), []) as inner_edges
    from range(1, 4) as k (kind)
    cross join config
    left join quantiles as q
        on k.kind = q.kind
    group by k.kind, config.own_edges[k.kind]
),

used as materialized (
    select
        max(e.inner_edges) filter (where e.kind = 1) as recency_edges,
        max(e.inner_edges) filter (where e.kind = 2) as frequency_edges,
        max(e.inner_edges) filter (where e.kind = 3) as monetary_edges,
    from edges as e
),

scored as (
    select
        b.*,
        (1 + len(u.recency_edges) - len(list_filter(u.recency_edges, lambda e: e <= b.recency)))::integer as r,
        (1 + len(list_filter(u.frequency_edges, lambda e: e <= b.frequency)))::integer as f,
        (1 + len(list_filter(u.monetary_edges, lambda e: e <= b.monetary::double)))::integer as m,
    from buyers as b
    cross join used as u
),

combinations as (
    select distinct s.r, s.f, s.m
    from scored as s
),

named as (
    select c.r, c.f, c.m, arg_min(g.segment, (g.position, g.segment)) as segment
    from combinations as c
    inner join rfm_segments as g
        on c.r between coalesce(g.recency_low, 0) and coalesce(g.recency_high, 99)
            and c.f between coalesce(g.frequency_low, 0) and coalesce(g.frequency_high, 99)
            and c.m between coalesce(g.monetary_low, 0) and coalesce(g.monetary_high, 99)
    group by c.r, c.f, c.m
)

select
    s.customer_id as customer_id,
    s.name as name,
    s.status as status,
    s.tier as tier,
    s.rank as rank,
    coalesce(n.segment, 'Others') as segment,
    (100 * s.r + 10 * s.f + s.m)::integer as rfm_score,
    s.r as recency_score,
    s.f as frequency_score,
    s.m as monetary_score,
    s.recency as recency_days,
    s.frequency as frequency,
    s.monetary::decimal(38, 4) as monetary,
    config.last_day as as_of,
from scored as s
left join named as n
    on s.r = n.r and s.f = n.f and s.m = n.m
cross join config
