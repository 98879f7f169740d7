-- name:    gap_sums
-- kind:    base_table_macro
-- summary: How long every customer lets pass between two order days, as sums of logarithms, as a whole or by product line.
-- grain:   one row per ranked customer (or parent) with an order day; one per customer and product line when per is line
-- source:  config, order_gaps, product_lines, landscape_base.customers, period_edge
-- args:
--   per    VARCHAR  text  required  customer or line
--   as_of  DATE     date  NULL      last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id   VARCHAR  key     customer or root parent
--   product_line  VARCHAR  key     NULL when per is customer
--   last_order    DATE     date    last order day
--   gaps          BIGINT   count   gaps used: those of the last 24 months if there are 3, else all
--   logs          DOUBLE   number  sum of ln(days) over the gaps used; NULL without one
--   squares       DOUBLE   number  sum of ln(days) squared over the gaps used; NULL without one
--   season_gap    BIGINT   days    longest gap that ended within 30 days of this date last year; NULL without one
with config as materialized (
    select period_edge(c.as_of, 24) as since, period_edge(c.as_of, 12) as year_ago
    from landscape_base.config(as_of := as_of, level := level) as c
),

counted as (
    select
        s.unit_no,
        s.line_no,
        max(s.day) as last_day,
        count(s.day_before) as n,
        sum(ln(s.day - s.day_before)) as logs,
        sum(pow(ln(s.day - s.day_before), 2)) as squares,
        count(*) filter (where s.day_before > config.since) as n_recent,
        sum(ln(s.day - s.day_before)) filter (where s.day_before > config.since) as logs_recent,
        sum(pow(ln(s.day - s.day_before), 2)) filter (where s.day_before > config.since) as squares_recent,
        max(s.day - s.day_before) filter (where s.day between config.year_ago - 30 and config.year_ago + 30) as season,
    from landscape_base.order_gaps(per, as_of := as_of, level := level) as s
    cross join config
    group by s.unit_no, s.line_no
),

lines as (
    select distinct p.line_no, p.product_line
    from landscape_base.product_lines as p
    where per = 'line'
)

select
    cu.customer_id as customer_id,
    l.product_line as product_line,
    c.last_day as last_order,
    (case when c.n_recent >= 3 then c.n_recent else c.n end)::bigint as gaps,
    case when c.n_recent >= 3 then c.logs_recent else c.logs end as logs,
    case when c.n_recent >= 3 then c.squares_recent else c.squares end as squares,
    c.season as season_gap,
from counted as c
inner join landscape_base.customers as cu
    on c.unit_no = cu.rowid
left join lines as l
    on c.line_no = l.line_no
