-- name:    summary_spans
-- kind:    base_table_macro
-- summary: Every span of days that the moves and statuses of some periods need, for one pass over the days.
-- grain:   one row
-- source:  period_spans
-- args:
--   periods  VARCHAR  text  required  name of a table expression with the columns of summary_periods
-- columns:
--   spans  STRUCT(start_day DATE, end_day DATE)[]  list  spans, open at the start and closed at the end
select list_distinct(list_concat(ps.spans, (select list({'start_day': p.gap_start, 'end_day': p.end_day}) from query_table(periods) as p))) as spans
from landscape_base.period_spans(periods := periods) as ps
