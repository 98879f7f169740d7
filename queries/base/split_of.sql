-- name:    split_of
-- kind:    base_table_macro
-- summary: How much of each customer's value is repeat, growth, new or reactivated, and what was lost, from moves that the caller has already made.
-- grain:   one row per row of the moves
-- source:  config
-- args:
--   given  VARCHAR  text  required  name of a table expression with the columns of customer_moves
--   as_of  DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   period              INTEGER        number   as in revenue_split, and so all others
--   period_start        DATE           date
--   period_end          DATE           date
--   customer_id         VARCHAR        key
--   movement            VARCHAR        text
--   v0                  DECIMAL(38,4)  money
--   v1                  DECIMAL(38,4)  money
--   repeat              DECIMAL(38,4)  money
--   growth              DECIMAL(38,4)  money
--   growth_annualised   DECIMAL(38,4)  money
--   growth_organic      DECIMAL(38,4)  money
--   new                 DECIMAL(38,4)  money
--   reactivated         DECIMAL(38,4)  money
--   contraction         DECIMAL(38,4)  money
--   lost                DECIMAL(38,4)  money
--   adj0                DECIMAL(38,4)  money
--   adj1                DECIMAL(38,4)  money
--   unknown_origin      DECIMAL(38,4)  money
--   comparable          BOOLEAN        flag
--   lookback_months     INTEGER        months
--   new_is_upper_bound  BOOLEAN        flag
--   is_partial          BOOLEAN        flag
with config as materialized (
    select c.reactivated_as as shown_as
    from landscape_base.config(as_of := as_of) as c
),

moves as (
    select
        m.*,
        m.was_active and m.is_active as stayed,
        m.is_active and not m.was_active as came,
        m.was_active and not m.is_active as left_us,
        case when m.v0 is not null and m.v1 is not null then greatest(m.v0, 0) end as positive0,
        case when m.v0 is not null and m.v1 is not null then greatest(m.v1, 0) end as positive1,
        case when m.v0 is not null and m.v1 is not null then 0 end as nothing,
    from query_table(given) as m
),

parts as (
    select
        m.*,
        case when m.stayed then case when m.nothing = 0 then least(m.positive0, m.positive1) end else m.nothing end as kept,
        case when m.stayed then case when m.nothing = 0 then greatest(m.positive1 - m.positive0, 0) end else m.nothing end as grown,
        case when m.stayed then case when m.nothing = 0 then greatest(m.positive0 - m.positive1, 0) end else m.nothing end as shrunk,
        case when m.came and m.comparable and m.is_new then m.positive1 else m.nothing end as fresh,
        case when m.came and m.comparable and not m.is_new then m.positive1 else m.nothing end as returned,
        case when m.came and not m.comparable then m.positive1 else m.nothing end as unknown,
        case when m.left_us then m.positive0 else m.nothing end as gone,
    from moves as m
)

select
    p.period as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    p.customer_id as customer_id,
    case when p.comparable then p.movement end as movement,
    p.v0 as v0,
    p.v1 as v1,
    (p.kept + case when config.shown_as = 'repeat' then p.returned else p.nothing end)::decimal(38, 4) as repeat,
    p.grown::decimal(38, 4) as growth,
    (case when p.is_annualised then p.grown else p.nothing end)::decimal(38, 4) as growth_annualised,
    (case when p.is_annualised then p.nothing else p.grown end)::decimal(38, 4) as growth_organic,
    (p.fresh + case when config.shown_as = 'new' then p.returned else p.nothing end)::decimal(38, 4) as new,
    (case when config.shown_as = 'separate' then p.returned else p.nothing end)::decimal(38, 4) as reactivated,
    p.shrunk::decimal(38, 4) as contraction,
    p.gone::decimal(38, 4) as lost,
    (case when p.nothing is null then null when p.was_active then least(p.v0, 0) else p.v0 end)::decimal(38, 4) as adj0,
    (case when p.nothing is null then null when p.is_active then least(p.v1, 0) else p.v1 end)::decimal(38, 4) as adj1,
    p.unknown::decimal(38, 4) as unknown_origin,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
    p.is_partial as is_partial,
from parts as p
cross join config
