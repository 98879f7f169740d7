-- name:    year_span
-- kind:    base_macro
-- summary: The last 12 months up to as_of, as a list of one span.
-- source:  config, period_edge
-- args:
--   on_day  DATE  date  required  last day, inclusive; the setting when NULL
-- returns: STRUCT[] list
-- example: select landscape_base.year_span(date '2025-12-31')
-- notes:   The argument has a name of its own for the reason given in tier_span.
(
    select [{'start_day': period_edge(q.as_of, 12), 'end_day': q.as_of}]
    from landscape_base.config(as_of := on_day) as q
)
