-- name:    tier_sticky
-- kind:    macro
-- summary: The tier of a share, keeping the old tier unless the share passes a cut by more than a margin.
-- source:
-- args:
--   share     DOUBLE     ratio  required       as pareto_share gives it
--   old_tier  VARCHAR    text   required       tier so far; NULL or unknown gives the plain tier
--   sticky    DOUBLE     ratio  required       margin on both sides of a cut; 0 gives the plain tier
--   cuts      DOUBLE[]   list   [0.80,0.95]    increasing cuts
--   labels    VARCHAR[]  list   ['A','B','C']  names, the best first, one more than cuts
-- returns: VARCHAR text NULL where share is NULL
-- example: select tier_sticky(0.81, 'A', 0.02), tier_sticky(0.82, 'A', 0.02)
-- notes:   For labels in a CRM, which should not flap. Two customers of equal value may differ here, and nowhere else.
case
    when share is null then null
    when coalesce(list_position(labels, old_tier), 0) = 0
        then labels[1 + len(list_filter(cuts, lambda k: round(share, 12) >= k))]
    else labels[
        least(
            greatest(
                list_position(labels, old_tier),
                1 + len(list_filter(cuts, lambda k: round(share, 12) >= round(k + sticky, 12)))
            ),
            1 + len(list_filter(cuts, lambda k: round(share, 12) >= round(k - sticky, 12)))
        )
    ]
end
