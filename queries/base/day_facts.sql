-- name:    day_facts
-- kind:    base_table_macro
-- summary: The money, lines and purchases of every account as parts to be summed over days, as of a day (common rules CS5, CS6).
-- grain:   several rows per account and day: one of its lines, one for each change of a purchase, cost to serve or credit moved
-- source:  basics, customer_days, purchase_changes, moved_facts
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    account after merging, or '(unassigned)'
--   day             DATE           date   the day, never after as_of
--   net             DECIMAL(18,4)  money  sum of net amounts
--   cost            DECIMAL(18,4)  money  sum of known costs
--   net_costed      DECIMAL(18,4)  money  net of the lines with a cost
--   net_abs         DECIMAL(18,4)  money  sum of absolute net amounts
--   net_abs_costed  DECIMAL(18,4)  money  the same of the lines with a cost
--   service         DECIMAL(18,4)  money  cost to serve
--   lines           BIGINT         count  lines of the ledger
--   purchases       BIGINT         count  purchases, where a later credit note takes one away
-- notes:   The types are narrow, since sums over millions of rows are made of them.
with config as materialized (
    select b.last_day, b.matching
    from landscape_base.basics(as_of := as_of) as b
)

select
    cd.customer_id, cd.day, cd.net, cd.cost, cd.net_costed, cd.net_abs, cd.net_abs_costed,
    0::decimal(18, 4) as service, cd.lines, cd.purchases::bigint as purchases,
from landscape_base.customer_days as cd
cross join config
where cd.day <= config.last_day
union all
select pc.customer_id, pc.day, 0, 0, 0, 0, 0, 0, 0, pc.delta
from landscape_base.purchase_changes as pc
cross join config
where pc.basis = config.matching and pc.effective_on <= config.last_day
union all
select mf.customer_id, mf.day, mf.net, mf.cost, mf.net_costed, mf.net_abs, mf.net_abs_costed, mf.service, mf.lines, 0
from landscape_base.moved_facts(as_of := as_of) as mf
