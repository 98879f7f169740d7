-- name:    moved_facts
-- kind:    base_table_macro
-- summary: The money of accounts that stands on another day than a line of theirs: cost to serve, and credit moved to its invoice.
-- grain:   several rows per account and day
-- source:  basics, credit_lines, service_costs
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    account after merging, or '(unassigned)'
--   day             DATE           date   the day, never after as_of
--   net             DECIMAL(18,4)  money  what a moved credit adds to its day or takes from it
--   cost            DECIMAL(18,4)  money  the same of known costs
--   net_costed      DECIMAL(18,4)  money  the same of net with a cost
--   net_abs         DECIMAL(18,4)  money  the same of absolute net amounts
--   net_abs_costed  DECIMAL(18,4)  money  the same of those with a cost
--   service         DECIMAL(18,4)  money  cost to serve; NULL when no exchange rate is recent enough
--   lines           BIGINT         count  lines that moved, less those that left
-- notes:   Under credit_period 'origin' a linked credit stands on the day of its invoice.
with config as materialized (
    select b.last_day, b.matching, b.crediting
    from landscape_base.basics(as_of := as_of) as b
)

select
    sc.customer_id as customer_id,
    sc.day as day,
    0::decimal(18, 4) as net,
    0::decimal(18, 4) as cost,
    0::decimal(18, 4) as net_costed,
    0::decimal(18, 4) as net_abs,
    0::decimal(18, 4) as net_abs_costed,
    sc.amount::decimal(18, 4) as service,
    0::bigint as lines,
from landscape_base.service_costs as sc
cross join config
where sc.day <= config.last_day
union all
select
    cl.customer_id,
    case when side.moved_in then cl.target_date else cl.credit_date end,
    (side.sign * coalesce(cl.net, 0))::decimal(18, 4),
    (side.sign * case when cl.net is not null then coalesce(cl.cost, 0) else 0 end)::decimal(18, 4),
    (side.sign * case when cl.cost is not null then coalesce(cl.net, 0) else 0 end)::decimal(18, 4),
    (side.sign * abs(coalesce(cl.net, 0)))::decimal(18, 4),
    (side.sign * case when cl.cost is not null then abs(coalesce(cl.net, 0)) else 0 end)::decimal(18, 4),
    0,
    side.sign,
from landscape_base.credit_lines as cl
cross join config
cross join (values (true, 1), (false, -1)) as side(moved_in, sign)
where config.crediting = 'origin'
    and (cl.link = 'linked' or (cl.link = 'matched' and config.matching = 'auto'))
    and cl.target_date < cl.credit_date
    and cl.credit_date <= config.last_day
