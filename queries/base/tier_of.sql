-- name:    tier_of
-- kind:    base_macro
-- summary: The tier of a customer from exact sums: boundary comparisons are made in decimal, and equal values never part (CS8, CS9, A8).
-- source:
-- args:
--   basis           VARCHAR        text   required  share, count or value
--   cuts            DOUBLE[]       list   required  increasing cuts
--   labels          VARCHAR[]      list   required  one label more than cuts, the best first
--   amount          DECIMAL(38,4)  money  required  value of the customer
--   positive_above  DECIMAL(38,4)  money  required  sum of positive values strictly above
--   all_positive    DECIMAL(38,4)  money  required  sum of all positive values
--   members_above   BIGINT         count  required  customers strictly above
--   all_members     BIGINT         count  required  customers ranked
-- returns: VARCHAR text
-- example: select landscape_base.tier_of('share', [0.8, 0.95], ['A', 'B', 'C'], 140, 660, 1000, 1, 6)
-- notes:   Value 0 or below is the last tier. With basis value the cuts are thresholds: the best label from the greatest cut on.
case
    when amount <= 0 then labels[-1]
    when basis = 'share' then labels[
        1 + len(list_filter(cuts, lambda k: positive_above >= k::decimal(10, 8) * all_positive::decimal(28, 4)))
    ]
    when basis = 'count' then labels[
        1 + len(list_filter(cuts, lambda k: members_above >= k::decimal(10, 8) * all_members::decimal(18, 0)))
    ]
    else labels[1 + len(list_filter(cuts, lambda k: amount < k::decimal(28, 4)))]
end
