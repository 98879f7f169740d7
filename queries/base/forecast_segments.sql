-- name:    forecast_segments
-- kind:    base_table_macro
-- summary: Net sales by segment of customer and calendar month, the partial last month included.
-- grain:   one row per segment and month with a line up to as_of; no row where no customer has a segment
-- source:  basics, customer_days, customers, aliases, month_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   series  VARCHAR        text   persona, else industry, of the customer; (none) without either
--   month   DATE           date   first day of the month
--   net     DECIMAL(38,4)  money  net amounts, what is never ranked included
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

described as materialized (
    select coalesce(a.customer_id, c.customer_id) as account, min(coalesce(c.persona, c.industry)) as segment
    from customers as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    where c.persona is not null or c.industry is not null
    group by coalesce(a.customer_id, c.customer_id)
)

select
    coalesce(d.segment, '(none)') as series,
    landscape_base.month_edge(cd.mi) + 1 as month,
    sum(cd.net)::decimal(38, 4) as net,
from landscape_base.customer_days as cd
cross join config
left join described as d
    on cd.customer_id = d.account
where cd.day <= config.last_day and exists (select 1 from described as any_segment)
group by coalesce(d.segment, '(none)'), cd.mi
