-- name:    season_shares
-- kind:    base_table_macro
-- summary: Which share of a year's sales falls into each calendar month: the ratio to the year over three years, drawn to equal shares where fewer months are known.
-- grain:   one row per calendar month
-- source:  config, forecast_months, whole_months_to
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   month_no  INTEGER  number  1 for January
--   share     DOUBLE   ratio   of a year; the 12 sum to 1
-- notes:   Years are the last three of 12 whole months each, back from the last whole month. From 24 months on their mean counts whole, below 12 not at all, between in
--   proportion to the months. A year that sums to 0 or less says nothing; a month below 0 counts 0.
with config as materialized (
    select landscape_base.whole_months_to(c.as_of) as months_to, c.ledger_complete_from as complete_from
    from landscape_base.config(as_of := as_of) as c
),

months as materialized (
    select m.month, m.net, date_diff('month', m.month, config.months_to) // 12 as years_ago
    from landscape_base.forecast_months(as_of := as_of) as m
    cross join config
    where m.month <= config.months_to and m.month >= config.complete_from
),

known as (
    select coalesce(max(date_diff('month', m.month, config.months_to)) + 1, 0) as months
    from months as m
    cross join config
),

years as (
    select m.years_ago, sum(m.net)::double as net
    from months as m
    cross join known
    where m.years_ago < 3 and 12 * (m.years_ago + 1) <= known.months
    group by m.years_ago
    having sum(m.net) > 0
),

means as (
    select month(m.month) as month_no, greatest(sum(m.net::double / y.net), 0) as total
    from months as m
    inner join years as y
        on m.years_ago = y.years_ago
    group by month(m.month)
)

select
    n.month_no::integer as month_no,
    case when sum(s.total) over () > 0 then known.weight * coalesce(s.total, 0) / sum(s.total) over () else known.weight / 12 end
        + (1 - known.weight) / 12 as share,
from range(1, 13) as n(month_no)
cross join (select least(1, case when k.months < 12 then 0 else k.months end / 24)::double as weight from known as k) as known
left join means as s
    on n.month_no = s.month_no
