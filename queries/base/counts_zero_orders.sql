-- name:    counts_zero_orders
-- kind:    base_macro
-- summary: Whether a day with nothing but orders worth 0 is a purchase day: by the setting, and where no order of the ledger is worth anything.
-- source:  setting_word, customer_days
-- args:
--   setting  VARCHAR  text  required  zero_value_orders: ignore or count
-- returns: BOOLEAN flag an error when the setting is neither
-- example: select landscape_base.counts_zero_orders('ignore')
-- notes:   A ledger in which no order is worth anything holds no amounts: customers and days alone.
landscape_base.setting_word('zero_value_orders', setting, ['ignore', 'count']) = 'count'
or not exists (select 1 from landscape_base.customer_days as cd where cd.purchases > 0)
