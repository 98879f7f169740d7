-- name:    recorded_losses
-- kind:    base_table_macro
-- summary: The last day on which a customer's leaving was recorded: a reason for churn, or a renewal that was lost.
-- grain:   one row per ranked customer (or parent) with such a record
-- source:  config, churn_reasons, deals, aliases, landscape_base.customers, unit_of
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key   customer or root parent
--   lost_on      DATE     date  never NULL, never after as_of
-- notes:   A lost renewal counts when a reason or a competitor is recorded with it.
with config as materialized (
    select c.as_of as last_day, c.level as grain
    from landscape_base.config(as_of := as_of, level := level) as c
),

reasons as (
    select coalesce(a.customer_id, cr.customer_id) as account, cr.recorded_on as day
    from churn_reasons as cr
    left join landscape_base.aliases as a
        on cr.customer_id = a.alias_id
    union all
    select d.customer_id, d.closed_date
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'lost' and d.is_repeat and coalesce(d.lost_reason, d.competitor) is not null
)

select
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    max(r.day) as lost_on,
from reasons as r
inner join landscape_base.customers as cu
    on r.account = cu.customer_id and cu.kind = 'ranked'
cross join config
where r.day <= config.last_day
group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
