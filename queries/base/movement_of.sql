-- name:    movement_of
-- kind:    base_macro
-- summary: What became of a customer from one period to the next (requirement C14).
-- source:
-- args:
--   was      BOOLEAN        flag   required  a purchase in the look-back at the start
--   now      BOOLEAN        flag   required  a purchase in the look-back at the end
--   before   DECIMAL(38,4)  money  required  value in the window compared with; NULL below the cost coverage wanted
--   after    DECIMAL(38,4)  money  required  value in the period; NULL below the cost coverage wanted
--   is_new   BOOLEAN        flag   required  the first order ever lies in the period
-- returns: VARCHAR text new, reactivated, grown, flat, shrunk or lost; NULL for neither, and where a value is NULL
-- example: select landscape_base.movement_of(true, true, 100, 120, false)
case
    when before is null or after is null then null
    when was and now and greatest(after, 0) > greatest(before, 0) then 'grown'
    when was and now and greatest(after, 0) = greatest(before, 0) then 'flat'
    when was and now then 'shrunk'
    when now and not was and is_new then 'new'
    when now and not was then 'reactivated'
    when was and not now then 'lost'
end
