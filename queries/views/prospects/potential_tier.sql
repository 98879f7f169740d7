-- name:    potential_tier
-- kind:    figure
-- summary: Customers of the last tier who could be A or B: whom to pursue for a limited time, why, and what came of it.
-- grain:   one row per customer_id on the list, or once pursued
-- source:  potentials
-- kept:    place, rank
-- args:
--   as_of        DATE     date   NULL  last day, inclusive; the setting when NULL
--   focus_limit  INTEGER  count  NULL  length of the list; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    never NULL
--   name            VARCHAR        text   NULL when unknown
--   status          VARCHAR        text   existing, ex-customer or prospect
--   tier            VARCHAR        text   tier now
--   rank            BIGINT         rank   rank now, 1 is best
--   potential_tier  VARCHAR        text   the tier it could reach, or was to reach
--   basis           VARCHAR        text   manual, pipeline, run_rate, peer or model: what says so
--   amount          DECIMAL(38,4)  money  the greatest of the four amounts, else value_12m; the list is ordered by it
--   place           BIGINT         rank   on the list, those in focus first; NULL when the focus has ended
--   value_12m       DECIMAL(38,4)  money  revenue of the last 12 months
--   pipeline        DECIMAL(38,4)  money  value_12m and the weighted annual amounts of open opportunities that are no repeat; NULL without one
--   run_rate        DECIMAL(38,4)  money  revenue of the last 90 days as of a year; NULL below 2 purchases in them
--   peer            DECIMAL(38,4)  money  value_12m and the gaps of whitespace; NULL without a gap
--   model           DECIMAL(38,4)  money  expected in 12 months by the last fit, plus one standard deviation; NULL without one
--   a_floor         DECIMAL(38,4)  money  least revenue of an A customer
--   b_floor         DECIMAL(38,4)  money  least revenue of a B customer
--   focus_started   DATE           date   first day of the last time it was pursued, from tier_focus; NULL when never
--   focus_until     DATE           date   last day of it; six months after the start unless given
--   outcome         VARCHAR        text   in_focus, promoted (left the last tier) or confirmed_c (time is over); NULL when never pursued
--   as_of           DATE           date   last day, inclusive
-- example: select customer_id, potential_tier, basis, amount from potential_tier where place is not null order by place
-- notes:   An existing customer of the last tier is listed when its potential_override says so or an amount reaches a floor, up to focus_limit
--   (equal amounts share the last place). Put it into tier_focus to pursue it; who ends there as it began is not listed again until
--   a new row of tier_focus. Tiers and floors are computed, without overrides.
select
    p.customer_id as customer_id,
    p.name as name,
    p.status as status,
    p.tier as tier,
    p.rank as rank,
    p.potential_tier as potential_tier,
    p.basis as basis,
    p.amount as amount,
    p.place as place,
    p.value_12m as value_12m,
    p.pipeline as pipeline,
    p.run_rate as run_rate,
    p.peer as peer,
    p.model as model,
    p.a_floor as a_floor,
    p.b_floor as b_floor,
    p.focus_started as focus_started,
    p.focus_until as focus_until,
    p.outcome as outcome,
    p.as_of as as_of,
from landscape_base.potentials(as_of := as_of, focus_limit := focus_limit) as p
where p.place is not null or p.outcome is not null
