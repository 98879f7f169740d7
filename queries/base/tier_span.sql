-- name:    tier_span
-- kind:    base_macro
-- summary: The span of the current tier: the last months up to as_of, as a list of one.
-- source:  config, period_edge
-- args:
--   on_day       DATE     date    required  last day, inclusive; the setting when NULL
--   span_months  INTEGER  months  required  length; the setting tier_months when NULL
-- returns: STRUCT[] list
-- example: select landscape_base.tier_span(date '2025-12-31', 12)
-- notes:   The arguments have names of their own: DuckDB refuses a scalar macro that hands a parameter on under its own name to a
--   table macro ("conflicting column names").
(
    select [{'start_day': period_edge(q.as_of, coalesce(span_months, q.tier_months)), 'end_day': q.as_of}]
    from landscape_base.config(as_of := on_day) as q
)
