-- name:    period_no
-- kind:    macro
-- summary: The number of the rolling period a day falls in, 0 for the newest.
-- source:  period_edge
-- args:
--   d       DATE     date    required  the day
--   as_of   DATE     date    required  last day, inclusive
--   months  INTEGER  months  12        length of a period
-- returns: BIGINT number NULL after as_of and for NULL
-- example: select period_no(date '2024-12-31', date '2025-12-31')
case
    when d is null or as_of is null or d > as_of then null
    else (
        date_diff('month', d, as_of)
        - case when d > period_edge(as_of, date_diff('month', d, as_of)) then 1 else 0 end
    ) // months
end
