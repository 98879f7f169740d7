-- name:    tier
-- kind:    macro
-- summary: The tier of a share of the total that lies above: A below the first cut, B below the second, else C.
-- source:
-- args:
--   share   DOUBLE     ratio  required         as pareto_share gives it
--   cuts    DOUBLE[]   list   [0.80,0.95]      increasing cuts
--   labels  VARCHAR[]  list   ['A','B','C']    names, the best first, one more than cuts
-- returns: VARCHAR text NULL where share is NULL
-- example: select tier(0.66), tier(0.80), tier(0.3, cuts := [0.5, 0.8, 0.95], labels := ['AAA', 'A', 'B', 'C'])
-- notes:   The share is rounded to 12 digits first, so that 0.8 computed in binary is 0.8. The figures compare in decimal instead.
case
    when share is null then null
    else labels[1 + len(list_filter(cuts, lambda k: round(share, 12) >= k))]
end
