-- name:    period_edge
-- kind:    macro
-- summary: The day that lies a number of months before as_of; the last day of a month stays the last day of a month.
-- source:
-- args:
--   as_of   DATE     date    required  last day, inclusive
--   months  INTEGER  months  required  months to go back
-- returns: DATE date NULL when an argument is NULL
-- example: select period_edge(date '2025-02-28', 12)
-- notes:   Always counted from as_of itself and never from the edge before, so that 31 August less six months and less twelve both
--   come out right.
case
    when as_of = last_day(as_of) then last_day((as_of - to_months(months::integer))::date)
    else (as_of - to_months(months::integer))::date
end
