-- name:    days_ahead
-- kind:    base_macro
-- summary: The days from a day to the same day a number of months later; month ends lead to month ends.
-- source:
-- args:
--   from_day  DATE     date    required  the day
--   months    INTEGER  months  required  months ahead
-- returns: INTEGER days
-- example: select landscape_base.days_ahead(date '2025-02-28', 12)
(
    case
        when from_day = last_day(from_day) then last_day((from_day + to_months(months::integer))::date)
        else (from_day + to_months(months::integer))::date
    end - from_day
)::integer
