-- name:    days
-- kind:    base_table
-- summary: The days on which the ledger has lines.
-- grain:   one row per day
-- source:  customer_days
-- columns:
--   day  DATE  date  never NULL
select distinct d.day from landscape_base.customer_days as d
