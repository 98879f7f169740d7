-- name:    period_spans
-- kind:    base_table_macro
-- summary: Every span of days that the moves of some periods need, for one pass over the days.
-- grain:   one row
-- source:
-- args:
--   periods  VARCHAR  text  required  name of a table expression with the columns of periods
-- columns:
--   spans  STRUCT(start_day DATE, end_day DATE)[]  list  spans, open at the start and closed at the end, each once
select list(distinct u.span) as spans
from (
    select unnest([
        {'start_day': p.start_day, 'end_day': p.end_day},
        {'start_day': p.before_start, 'end_day': p.before_end},
        {'start_day': p.active_start, 'end_day': p.active_end},
        {'start_day': p.active_end_start, 'end_day': p.end_day}
    ]) as span
    from query_table(periods) as p
) as u
