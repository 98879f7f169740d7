-- name:    call_list
-- kind:    report
-- summary: Whom should we call first, and why?
-- grain:   one row per customer_id
-- source:  landscape, churn, customer_status, typical_gaps
-- args:
--   n      INTEGER  count  20    rows
--   as_of  DATE     date   NULL  last day, inclusive; the setting when NULL
-- columns:
--   position         BIGINT         rank   1 is first
--   customer_id      VARCHAR        key    never NULL
--   name             VARCHAR        text   NULL when unknown
--   tier             VARCHAR        text   of the newest period; of an ex-customer its last
--   reason           VARCHAR        text   overdue, left, dropped products or buys less
--   at_stake         DECIMAL(38,4)  money  revenue that is at risk or gone: of the year before, or what is missing
--   last_order       DATE           date   last purchase
--   days_since_last  INTEGER        days   from last_order to the last day
-- chart:   bar customer_id at_stake
-- example: .report call_list n=10
with reasons as (
    select
        c.customer_id,
        c.name,
        c.last_order,
        c.days_since_last,
        coalesce(l.tier, l.former_tier) as tier,
        case
            when h.churn_kind = 'account' then 'left'
            when c.status = 'existing' and c.days_since_last >= 2 * g.typical_gap then 'overdue'
            when h.churn_kind = 'product' then 'dropped products'
            when h.churn_kind = 'decreased_spend' then 'buys less'
        end as reason,
        case
            when h.churn_kind = 'account' then h.spend_before
            when c.status = 'existing' and c.days_since_last >= 2 * g.typical_gap then l.revenue
            else h.spend_before - h.spend_after
        end as at_stake,
    from customer_status(as_of := $as_of) as c
    join landscape(as_of := $as_of, measure := 'revenue') as l
        on c.customer_id = l.customer_id and l.period = 0
    left join churn(as_of := $as_of) as h
        on c.customer_id = h.customer_id
    left join landscape_base.typical_gaps(as_of := $as_of) as g
        on c.customer_id = g.customer_id
    where c.kind = 'customer'
)

select
    row_number() over (order by r.at_stake desc, r.customer_id) as position,
    r.customer_id as customer_id,
    r.name as name,
    r.tier as tier,
    r.reason as reason,
    r.at_stake::decimal(38, 4) as at_stake,
    r.last_order as last_order,
    r.days_since_last as days_since_last,
from reasons as r
where r.reason is not null and r.at_stake > 0
order by 1
limit $n
