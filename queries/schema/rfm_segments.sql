-- name:    rfm_segments
-- kind:    table
-- summary: The named segments of rfm as ranges of the three scores; the first that fits wins.
-- grain:   one row per segment
-- source:
-- columns:
--   position        INTEGER  number  order in which the segments are tried, the smallest first
--   segment         VARCHAR  text    its name
--   recency_low     INTEGER  number  least recency score, 5 being the most recent; NULL is no limit
--   recency_high    INTEGER  number  greatest recency score; NULL is no limit
--   frequency_low   INTEGER  number  least frequency score; NULL is no limit
--   frequency_high  INTEGER  number  greatest frequency score; NULL is no limit
--   monetary_low    INTEGER  number  least monetary score; NULL is no limit
--   monetary_high   INTEGER  number  greatest monetary score; NULL is no limit
-- notes:   Yours to change: a new database is given the rows of this file once, and no later version adds or brings back any. The defaults
--   are the ten segments of the R package rfm (0.3.0), for scores of 1 to 5.
select
    r.position,
    r.segment,
    r.recency_low,
    r.recency_high,
    r.frequency_low,
    r.frequency_high,
    r.monetary_low,
    r.monetary_high,
from (
    values
        (1, 'Champions', 5, 5, 5, 5, 5, 5),
        (2, 'Potential Loyalist', 3, 5, 3, 5, 2, 5),
        (3, 'Loyal Customers', 2, 4, 2, 4, 2, 4),
        (4, 'Promising', 3, 4, 1, 3, 3, 5),
        (5, 'New Customers', 4, 5, 1, 3, 1, 5),
        (6, 'Can''t Lose Them', 1, 2, 3, 4, 4, 5),
        (7, 'At Risk', 1, 2, 2, 5, 4, 5),
        (8, 'Need Attention', 1, 3, 3, 5, 3, 5),
        (9, 'About To Sleep', 2, 3, 1, 3, 1, 4),
        (10, 'Lost', 1, 1, 1, 5, 1, 5)
) as r (position, segment, recency_low, recency_high, frequency_low, frequency_high, monetary_low, monetary_high)
