-- name:    account_ranks
-- kind:    base_table_macro
-- summary: What the rating of an account rests on: its tier, how far it is above a cut, and the last 90 days.
-- grain:   one row per ranked customer that the ledger up to as_of or the table customers names
-- source:  config, ranked_spans, customer_orders, period_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id   VARCHAR        key    customer
--   name          VARCHAR        text   NULL when unknown
--   status        VARCHAR        text   existing, ex-customer or prospect
--   last_order    DATE           date   last purchase; NULL without one
--   tier          VARCHAR        text   tier of the last tier_months; NULL without a line in them
--   tier_no       INTEGER        rank   its place among the labels, 1 for the best
--   rank          BIGINT         rank   in the tier window
--   value         DECIMAL(38,4)  money  the measure in the tier window; 0 without a line, NULL below the cost coverage wanted
--   share_above   DOUBLE         ratio  of the positive values of the tier window
--   nonpositive   BOOLEAN        flag   the value is 0 or below
--   value_12m     DECIMAL(38,4)  money  revenue of the last 12 months
--   net_90d       DECIMAL(38,4)  money  revenue of the last 90 days
--   orders_90d    BIGINT         count  purchases of the last 90 days
--   as_of         DATE           date   last day, inclusive
-- notes:   One ranking of several spans, since a pass for each would read the base tables again. Accounts are not rolled up to their parents: a CRM
--   keeps and labels each of them.
with config as materialized (
    select
        c.as_of as last_day,
        c.tier_labels as names,
        period_edge(c.as_of, c.tier_months) as tier_start,
        period_edge(c.as_of, 12) as year_start,
        c.as_of - 90 as recent_start,
    from landscape_base.config(as_of := as_of, level := 'customer') as c
),

windows as (
    select list(distinct {'start_day': w.from_day, 'end_day': w.to_day}) as spans
    from (
        select config.tier_start as from_day, config.last_day as to_day from config
        union all
        select config.year_start, config.last_day from config
        union all
        select config.recent_start, config.last_day from config
    ) as w
    where w.to_day is not null
),

ranks as (
    select r.customer_id as unit_id, r.start_day, r.end_day, r.net, r.purchases, r.value, r.rank, r.share_above, r.nonpositive, r.tier
    from landscape_base.ranked_spans(spans := (select windows.spans from windows), as_of := as_of, level := 'customer') as r
    where r.kind = 'ranked'
),

-- the figures of each span side by side
gathered as materialized (
    select
        r.unit_id,
        bool_or(r.start_day = config.tier_start and r.end_day = config.last_day) as in_window,
        max(r.tier) filter (where r.start_day = config.tier_start and r.end_day = config.last_day) as tier_name,
        max(r.rank) filter (where r.start_day = config.tier_start and r.end_day = config.last_day) as place,
        max(r.value) filter (where r.start_day = config.tier_start and r.end_day = config.last_day) as amount,
        max(r.share_above) filter (where r.start_day = config.tier_start and r.end_day = config.last_day) as above,
        bool_or(r.nonpositive) filter (where r.start_day = config.tier_start and r.end_day = config.last_day) as nothing,
        max(r.net) filter (where r.start_day = config.year_start and r.end_day = config.last_day) as net_year,
        max(r.net) filter (where r.start_day = config.recent_start and r.end_day = config.last_day) as net_recent,
        max(r.purchases) filter (where r.start_day = config.recent_start and r.end_day = config.last_day) as orders_recent,
    from ranks as r
    cross join config
    group by r.unit_id
)

select
    o.customer_id as customer_id,
    o.name as name,
    o.status as status,
    o.last_order as last_order,
    g.tier_name as tier,
    nullif(list_position(config.names, g.tier_name), 0)::integer as tier_no,
    g.place as rank,
    case when coalesce(g.in_window, false) then g.amount else 0 end::decimal(38, 4) as value,
    g.above as share_above,
    g.nothing as nonpositive,
    coalesce(g.net_year, 0)::decimal(38, 4) as value_12m,
    coalesce(g.net_recent, 0)::decimal(38, 4) as net_90d,
    coalesce(g.orders_recent, 0)::bigint as orders_90d,
    config.last_day as as_of,
from landscape_base.customer_orders(as_of := as_of, level := 'customer') as o
cross join config
left join gathered as g
    on o.customer_id = g.unit_id
