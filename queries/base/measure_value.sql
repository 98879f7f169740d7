-- name:    measure_value
-- kind:    base_macro
-- summary: The value of a measure from its sums (common rule CS6).
-- source:
-- args:
--   measure     VARCHAR        text   required  revenue, profit or contribution
--   net         DECIMAL(38,4)  money  required  sum of net amounts
--   net_costed  DECIMAL(38,4)  money  required  sum of net amounts of lines with a cost
--   cost        DECIMAL(38,4)  money  required  sum of known costs
--   service     DECIMAL(38,4)  money  required  cost to serve
-- returns: DECIMAL(38,4) money
-- example: select landscape_base.measure_value('profit', 100, 90, 60, 5)
-- notes:   Lines without a cost have no profit; they do not count as pure margin.
case measure
    when 'revenue' then net
    when 'profit' then net_costed - cost
    when 'contribution' then net_costed - cost - service
end
