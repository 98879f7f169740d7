-- name:    period_spans
-- kind:    base_macro
-- summary: Every span of days that the periods and their comparisons need.
-- source:  periods
-- args:
--   on_day          DATE     date    required  last day, inclusive; the setting when NULL
--   span_months  INTEGER  months  required  length of a period; the setting when NULL
--   span_years          INTEGER  number  required  years covered; the setting when NULL
--   span_kind    VARCHAR  text    required  rolling, calendar or fiscal; the setting when NULL
--   comparison        VARCHAR  text    required  previous or same_season
-- returns: STRUCT[] list
-- example: select landscape_base.period_spans(null, null, null, null, 'previous')
-- notes:   The arguments have names of their own for the reason given in tier_span.
(
    select list({'start_day': v.start_day, 'end_day': v.end_day})
    from (
        select distinct u.span.start_day as start_day, u.span.end_day as end_day
        from (
            select unnest([
                {'start_day': p.start_day, 'end_day': p.end_day},
                {'start_day': p.before_start, 'end_day': p.before_end},
                {'start_day': p.active_start, 'end_day': p.active_end},
                {'start_day': p.active_end_start, 'end_day': p.end_day}
            ]) as span
            from landscape_base.periods(
                as_of := on_day, period_months := span_months, years := span_years, period_kind := span_kind, compare := comparison
            ) as p
        ) as u
    ) as v
)
