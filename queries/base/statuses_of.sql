-- name:    statuses_of
-- kind:    base_table_macro
-- summary: How many existing customers, ex-customers and prospects there were at the end of each period, from sums that the caller has already made.
-- grain:   one row per period
-- source:  prospects, aliases
-- args:
--   given    VARCHAR  text  required  name of a table expression with the columns of customer_spans and the spans (gap_start, end_day]
--   periods  VARCHAR  text  required  name of a table expression with the columns of summary_periods
--   orders   VARCHAR  text  required  name of a table expression with the columns of customer_orders
-- columns:
--   period        INTEGER  number  0 is the newest
--   existing      BIGINT   count   as in status_counts, and so all others
--   ex_customers  BIGINT   count
--   prospects     BIGINT   count
with statuses as (
    select
        p.period as k,
        case
            when u.overridden then u.status
            when s.purchases > 0 then 'existing'
            when u.first_order <= p.end_day or u.first_unlinked <= p.end_day then 'ex-customer'
            else 'prospect'
        end as status,
    from query_table(orders) as u
    cross join query_table(periods) as p
    left join query_table(given) as s
        on u.customer_id = s.customer_id and p.gap_start = s.start_day and p.end_day = s.end_day
    where coalesce(u.first_line <= p.end_day, true)
    union all
    select p.period, 'prospect'
    from prospects as l
    cross join query_table(periods) as p
    left join landscape_base.aliases as a
        on l.customer_id = a.alias_id
    where coalesce(l.created_date <= p.end_day, true)
        and coalesce(l.converted_date > p.end_day, l.customer_id is null)
        and coalesce(a.customer_id, l.customer_id, '') not in (select u.customer_id from query_table(orders) as u)
)

select
    p.period as period,
    count(*) filter (where s.status = 'existing') as existing,
    count(*) filter (where s.status = 'ex-customer') as ex_customers,
    count(*) filter (where s.status = 'prospect') as prospects,
from query_table(periods) as p
left join statuses as s
    on p.period = s.k
group by p.period
