-- name:    whale_curve
-- kind:    figure
-- summary: Profit added up from the most to the least profitable customer: it rises to a peak and falls by what the loss-makers take.
-- grain:   one row per position
-- source:  band_8020
-- kept:    position
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  NULL  length of the window; the setting tier_months when NULL
--   level   VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   position       BIGINT         rank   1 is the most profitable, ties by customer_id
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   measure        VARCHAR        text   contribution when a cost to serve is loaded, else profit
--   value          DECIMAL(38,4)  money  the measure
--   cum_customers  DOUBLE         ratio  position divided by the number of customers
--   cum_value      DECIMAL(38,4)  money  sum up to this position
--   cum_share      DOUBLE         ratio  cum_value divided by the final sum; NULL when that is not positive
--   is_peak        BOOLEAN        flag   the first position at which the sum is greatest
--   peak_value     DECIMAL(38,4)  money  the greatest sum
--   final_value    DECIMAL(38,4)  money  the sum over all customers
--   peak_ratio     DOUBLE         ratio  peak divided by final; NULL when the final sum is not positive
-- example: select position, cum_value, peak_ratio from whale_curve where is_peak
-- notes:   Customers below the cost coverage wanted have no profit and no place on the curve; band_8020 lists them with the reason.
with placed as (
    select
        b.customer_id,
        b.name,
        b.measure as wanted,
        b.value as amount,
        row_number() over best_first as place,
        sum(b.value) over best_first as reached,
        count(*) over () as n,
        sum(b.value) over () as final,
    from band_8020(as_of := as_of, months := months, level := level) as b
    where b.value is not null
    window best_first as (order by b.value desc, b.customer_id rows between unbounded preceding and current row)
),

peaks as (
    select p.*, max(p.reached) over () as peak
    from placed as p
)

select
    p.place as position,
    p.customer_id as customer_id,
    p.name as name,
    p.wanted as measure,
    p.amount as value,
    p.place::double / p.n::double as cum_customers,
    p.reached::decimal(38, 4) as cum_value,
    case when p.final > 0 then p.reached::double / p.final::double end as cum_share,
    p.place = min(p.place) filter (where p.reached = p.peak) over () as is_peak,
    p.peak::decimal(38, 4) as peak_value,
    p.final::decimal(38, 4) as final_value,
    case when p.final > 0 then p.peak::double / p.final::double end as peak_ratio,
from peaks as p
order by p.place
