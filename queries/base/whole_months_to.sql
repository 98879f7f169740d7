-- name:    whole_months_to
-- kind:    base_macro
-- summary: The last day of the last calendar month that is over by the end of a day.
-- source:
-- args:
--   day  DATE  date  required  last day known
-- returns: DATE date
-- example: select landscape_base.whole_months_to(date '2025-02-27'), landscape_base.whole_months_to(date '2025-02-28')
case when day = last_day(day) then day else (date_trunc('month', day) - interval 1 day)::date end
