-- name:    revenue_by_rep
-- kind:    report
-- summary: What does each sales representative bring, from how many customers, and how did it change over a year?
-- grain:   one row per representative
-- source:  ledger, config, period_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   rep               VARCHAR        text   as on the lines; (none) without one
--   revenue           DECIMAL(38,4)  money  of the twelve months up to the last day
--   revenue_before    DECIMAL(38,4)  money  of the twelve months before
--   change            DECIMAL(38,4)  money  revenue less revenue_before
--   customers         BIGINT         count  customers with a line in the twelve months
--   customers_before  BIGINT         count  in the twelve months before
-- chart:   bar rep revenue
-- example: .report revenue_by_rep
with windows as (
    select
        c.as_of as last_day,
        period_edge(c.as_of, 12) as start_day,
        period_edge(c.as_of, 24) as before_day,
    from landscape_base.config(as_of := $as_of) as c
)

select
    coalesce(l.rep, '(none)') as rep,
    coalesce(sum(l.net) filter (where l.invoice_date > w.start_day), 0)::decimal(38, 4) as revenue,
    coalesce(sum(l.net) filter (where l.invoice_date <= w.start_day), 0)::decimal(38, 4) as revenue_before,
    (coalesce(sum(l.net) filter (where l.invoice_date > w.start_day), 0)
        - coalesce(sum(l.net) filter (where l.invoice_date <= w.start_day), 0))::decimal(38, 4) as change,
    count(distinct l.customer_id) filter (where l.invoice_date > w.start_day) as customers,
    count(distinct l.customer_id) filter (where l.invoice_date <= w.start_day) as customers_before,
from landscape_base.ledger as l
cross join windows as w
where l.invoice_date > w.before_day and l.invoice_date <= w.last_day
group by coalesce(l.rep, '(none)')
order by 2 desc, 1
