-- name:    ledger_totals
-- kind:    base_table_macro
-- summary: How many purchases the ledger holds, and for how much of it the cost is known.
-- grain:   one row
-- source:  customer_days
-- kept:    purchases
-- columns:
--   purchases  BIGINT  count  all purchases
--   coverage   DOUBLE  ratio  of the absolute net amounts, those of lines with a cost; 0 without a line
select
    coalesce(sum(cd.purchases), 0)::bigint as purchases,
    coalesce(sum(cd.net_abs_costed)::double / nullif(sum(cd.net_abs), 0)::double, 0) as coverage,
from landscape_base.customer_days as cd
