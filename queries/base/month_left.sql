-- name:    month_left
-- kind:    base_table_macro
-- summary: What share of the month under way is still to come, by how the same month went in past years.
-- grain:   one row
-- source:  basics, customer_days, days, whole_months_to
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   months_to  DATE    date   last day of the last whole month
--   remaining  DOUBLE  ratio  of the sales of the month after it; 1 where as_of ends a month
-- notes:   The share that fell after the same number of weekdays (Monday to Friday) in the last three such months of the ledger; without them the share of the
--   weekdays of the month that are left.
with config as materialized (
    select
        b.last_day,
        landscape_base.whole_months_to(b.last_day) as whole_to,
        list_count([1 for n in range(0, day(b.last_day)) if weekday((date_trunc('month', b.last_day)::date + n::integer)::date) between 1 and 5]) as weekdays,
        list_count([1 for n in range(0, day(last_day(b.last_day)))
            if weekday((date_trunc('month', b.last_day)::date + n::integer)::date) between 1 and 5]) as all_weekdays,
    from landscape_base.basics(as_of := as_of) as b
),

past_days as materialized (
    select
        d.day,
        list_count([1 for n in range(0, day(d.day)) if weekday((date_trunc('month', d.day)::date + n::integer)::date) between 1 and 5]) as weekdays,
    from landscape_base.days as d
    cross join config
    where config.last_day > config.whole_to
        and month(d.day) = month(config.last_day) and year(config.last_day) - year(d.day) between 1 and 3
),

past as (
    select p.weekdays, sum(cd.net)::double as net
    from landscape_base.customer_days as cd
    inner join past_days as p
        on cd.day = p.day
    group by p.weekdays
),

shares as (
    select sum(p.net) filter (where p.weekdays > config.weekdays) / nullif(sum(p.net), 0) as later
    from past as p
    cross join config
)

select
    config.whole_to as months_to,
    case
        when config.last_day = config.whole_to then 1
        else round(greatest(0, least(1, coalesce(
            shares.later, (config.all_weekdays - config.weekdays) / config.all_weekdays
        ))), 12)
    end::double as remaining,
from config
cross join shares
