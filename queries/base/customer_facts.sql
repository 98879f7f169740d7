-- name:    customer_facts
-- kind:    base_table_macro
-- summary: Who every customer is as of a day: status, rank and tier, the last 12 months, owner and attributes; what views of customers begin with.
-- grain:   one row per ranked customer (or parent) that the ledger up to as_of or the table customers names
-- source:  config, customer_orders, ranked_spans, period_edge, customers
-- kept:    customer_id
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key    never NULL; customer or root parent
--   name             VARCHAR        text   NULL when unknown
--   status           VARCHAR        text   existing, ex-customer or prospect
--   tier             VARCHAR        text   tier of the last tier_months; NULL without a line in them
--   rank             BIGINT         rank   1 is best, ties share it; NULL without a line in the tier window
--   value            DECIMAL(38,4)  money  the measure in the tier window; 0 without a line, NULL below the cost coverage wanted
--   share            DOUBLE         ratio  of the positive values of the tier window
--   value_12m        DECIMAL(38,4)  money  revenue of the last 12 months
--   profit_12m       DECIMAL(38,4)  money  profit of the last 12 months; NULL below the cost coverage wanted
--   service_12m      DECIMAL(38,4)  money  cost to serve of the last 12 months
--   orders_12m       BIGINT         count  purchases of the last 12 months
--   first_order      DATE           date   first purchase in the ledger; NULL without one
--   known_first      DATE           date   the earlier of first_order and customers.first_order_date
--   last_order       DATE           date   last purchase; NULL without one
--   days_since_last  INTEGER        days   from last_order to as_of; NULL without a purchase
--   orders           BIGINT         count  purchases ever
--   owner            VARCHAR        text   customers.account_manager; NULL when unknown
--   industry         VARCHAR        text   as given in customers
--   region           VARCHAR        text   as given in customers
--   persona          VARCHAR        text   as given in customers
--   size_band        VARCHAR        text   as given in customers
--   segment          VARCHAR        text   who is alike: persona, else industry; NULL when neither is known
--   as_of            DATE           date   last day, inclusive
-- notes:   A step that many views share: use it once in a view, as a materialised CTE, since every use is planned again.
with config as materialized (
    select
        c.as_of as last_day,
        period_edge(c.as_of, c.tier_months) as tier_start,
        period_edge(c.as_of, 12) as year_start,
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

windows as (
    select list(distinct {'start_day': w.from_day, 'end_day': w.to_day}) as spans
    from (
        select config.tier_start as from_day, config.last_day as to_day from config
        union all
        select config.year_start, config.last_day from config
    ) as w
    where w.to_day is not null
),

ranks as materialized (
    select r.customer_id, r.start_day, r.tier, r.rank, r.value, r.share, r.net, r.profit, r.service, r.purchases
    from landscape_base.ranked_spans(spans := (select windows.spans from windows), as_of := as_of, measure := measure, level := level) as r
    where r.kind = 'ranked'
)

select
    o.customer_id as customer_id,
    o.name as name,
    o.status as status,
    t.tier as tier,
    t.rank as rank,
    case when t.customer_id is null then 0 else t.value end::decimal(38, 4) as value,
    case when t.customer_id is null then 0 else t.share end as share,
    coalesce(y.net, 0)::decimal(38, 4) as value_12m,
    case when y.customer_id is null then 0 else y.profit end::decimal(38, 4) as profit_12m,
    coalesce(y.service, 0)::decimal(38, 4) as service_12m,
    coalesce(y.purchases, 0)::bigint as orders_12m,
    o.first_order as first_order,
    o.known_first as known_first,
    o.last_order as last_order,
    (config.last_day - o.last_order)::integer as days_since_last,
    o.orders as orders,
    c.account_manager as owner,
    c.industry as industry,
    c.region as region,
    c.persona as persona,
    c.size_band as size_band,
    coalesce(c.persona, c.industry) as segment,
    config.last_day as as_of,
from landscape_base.customer_orders(as_of := as_of, level := level) as o
cross join config
left join ranks as t
    on o.customer_id = t.customer_id and t.start_day = config.tier_start
left join ranks as y
    on o.customer_id = y.customer_id and y.start_day = config.year_start
left join customers as c
    on o.customer_id = c.customer_id
