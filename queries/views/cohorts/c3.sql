-- name:    c3
-- kind:    figure
-- summary: The customer cohort chart: the revenue of each period as a stack of the cohorts that brought it, the oldest at the bottom.
-- grain:   one row per period and cohort
-- source:  cohorts
-- args:
--   grain   VARCHAR  text  'quarter'  month, quarter or year: of the cohorts and of the periods
--   metric  VARCHAR  text  'revenue'  revenue, profit, contribution, orders or customers
--   as_of   DATE     date  NULL       last day, inclusive; the setting when NULL
--   level   VARCHAR  text  NULL       customer or parent; the setting when NULL
-- columns:
--   period        VARCHAR        key     calendar period
--   cohort        VARCHAR        key     period of the first purchase, or a row in parentheses
--   layer         BIGINT         rank    place in the stack from the bottom: (before ledger), the cohorts by age, what is never ranked
--   metric_value  DECIMAL(38,4)  number  the metric in the period; NULL when the period has not ended by as_of
--   bottom        DECIMAL(38,4)  number  where the layer begins: the sum of the layers below
--   top           DECIMAL(38,4)  number  where it ends; of the last layer the total of the period
--   share         DOUBLE         ratio   metric_value by the total of the period; NULL when that is 0
--   so_far        DECIMAL(38,4)  number  the metric up to as_of, also of a period that has not ended
--   is_complete   BOOLEAN        flag    the period has ended by as_of
--   period_start  DATE           date    first day of the period
-- example: select period, cohort, metric_value, share from c3 order by period, layer
-- notes:   Fader, Hardie and Ross, The Customer-Base Audit (2022). Layers without anything in a period stand with 0, so that areas can be drawn;
--   lines before a customer's first purchase stand under its cohort too.
with cells as (
    select
        c.*,
        dense_rank() over (order by case c.cohort
            when '(before ledger)' then '' when '(no order)' then '~1' when '(generic)' then '~2' when '(internal)' then '~3'
            when '(unassigned)' then '~4' else c.cohort
        end) as place,
    from cohorts(grain := grain, metric := metric, as_of := as_of, level := level) as c
),

stacked as (
    select
        c.*,
        sum(c.metric_value) over below as up_to,
        sum(c.metric_value) over (partition by c.period) as total,
    from cells as c
    window below as (partition by c.period order by c.place rows between unbounded preceding and current row)
)

select
    s.period as period,
    s.cohort as cohort,
    s.place as layer,
    s.metric_value as metric_value,
    (s.up_to - s.metric_value)::decimal(38, 4) as bottom,
    case when s.metric_value is not null then s.up_to end::decimal(38, 4) as top,
    s.metric_value::double / nullif(s.total, 0)::double as share,
    s.so_far as so_far,
    s.is_complete as is_complete,
    s.period_start as period_start,
from stacked as s
order by s.period_start, s.place
