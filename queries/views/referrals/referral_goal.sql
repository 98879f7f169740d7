-- name:    referral_goal
-- kind:    figure
-- summary: A goal for new customers by referral: what the weeks before brought, what to reach, where we stand, and how likely we get there.
-- grain:   one row
-- source:  basics, referral_links, customer_days, period_edge, poisson_at_least
-- needs:   referrals
-- kept:    start_date
-- args:
--   uplift      DOUBLE   ratio   0.10  by how much the weeks before are to be passed
--   weeks       INTEGER  weeks   10    length of the goal and of the weeks before
--   start_date  DATE     date    NULL  first day of the goal; the day after as_of when NULL
--   as_of       DATE     date    NULL  last day, inclusive; the setting when NULL
-- columns:
--   start_date          DATE           date   first day of the goal
--   end_date            DATE           date   last day of the goal
--   elapsed_ratio       DOUBLE         ratio  part of its days that has passed by as_of
--   baseline_customers  BIGINT         count  customers that referrals brought in the same number of weeks before
--   target_customers    BIGINT         count  baseline with the uplift, rounded up to whole customers; NULL for a baseline of 0
--   progress_customers  BIGINT         count  customers brought since the start
--   expected_customers  DOUBLE         count  part of the target that should be there by as_of
--   projected_customers DOUBLE         count  progress and what the rest of the time brings at the rate of both windows
--   p_reach             DOUBLE         ratio  probability to reach target_customers at that rate, the rest being a Poisson count
--   baseline_value      DECIMAL(38,4)  money  first-year revenue of the baseline customers as it stood on the day before the start
--   target_value        DECIMAL(38,4)  money  baseline_value with the uplift; NULL for a baseline of 0
--   progress_value      DECIMAL(38,4)  money  first-year revenue of the customers brought since the start, up to the end of the goal
--   expected_value      DECIMAL(38,4)  money  part of the target that should be there by as_of
--   as_of               DATE           date   last day, inclusive
-- example: select target_customers, progress_customers, p_reach from referral_goal(uplift := 0.10, weeks := 10)
-- notes:   The business of a window is who became a customer in it through a referral, each counted once, and their revenue in their first 12
--   months. Value of the weeks before is read as of the day before the start, so that both windows are equally young. The probability takes
--   the rate as known: with few customers it is rougher than it looks. A plan that starts tomorrow asks what no change would bring.
with config as materialized (
    select
        b.last_day,
        coalesce(start_date::date, b.last_day + 1) as first_day,
        case
            when weeks between 1 and 520 then 7 * weeks::integer
            else error('argument weeks: ' || weeks::varchar || ' is not allowed; use a whole number from 1 to 520')
        end as days,
        case
            when uplift >= -1 then uplift::double
            else error('argument uplift: ' || uplift::varchar || ' is not allowed; use a fraction such as 0.10')
        end as up,
    from landscape_base.basics(as_of := as_of) as b
),

windows as materialized (
    select
        c.*,
        c.first_day - c.days as before_day,
        c.first_day + c.days - 1 as end_day,
        least(greatest(c.last_day - c.first_day + 1, 0), c.days)::integer as elapsed,
    from config as c
),

log as materialized (
    select r.customer_id, r.converted, r.converted_date, r.is_first
    from landscape_base.referral_links(as_of := as_of, level := 'customer') as r
),

won as materialized (
    select
        l.customer_id,
        l.converted_date as day,
        l.converted_date < w.first_day as is_before,
        least(case when l.converted_date < w.first_day then w.first_day - 1 else w.end_day end, w.last_day) as until_day,
        period_edge(l.converted_date, -12) as year_end,
    from log as l
    cross join windows as w
    where l.converted and l.is_first and l.converted_date >= w.before_day and l.converted_date <= w.end_day
),

money as (
    select w.is_before, sum(cd.net) as net
    from won as w
    inner join landscape_base.customer_days as cd
        on w.customer_id = cd.customer_id
    where cd.day >= w.day and cd.day < w.year_end and cd.day <= w.until_day
    group by w.is_before
),

sums as (
    select
        count(*) filter (where w.is_before) as baseline,
        count(*) filter (where not w.is_before) as progress,
        (select m.net from money as m where m.is_before) as baseline_net,
        (select m.net from money as m where not m.is_before) as progress_net,
    from won as w
),

goals as (
    select
        w.*,
        s.baseline,
        s.progress,
        coalesce(s.baseline_net, 0)::decimal(38, 4) as baseline_net,
        coalesce(s.progress_net, 0)::decimal(38, 4) as progress_net,
        case when s.baseline > 0 then ceil(round(s.baseline * (1 + w.up), 9))::bigint end as target,
        case when s.baseline_net > 0 then round(s.baseline_net * (1 + w.up), 4)::decimal(38, 4) end as target_net,
        (s.baseline + s.progress) / (w.days + w.elapsed)::double * (w.days - w.elapsed) as to_come,
    from windows as w
    cross join sums as s
    where w.last_day is not null and exists (select 1 from log)
)

select
    g.first_day as start_date,
    g.end_day as end_date,
    g.elapsed / g.days::double as elapsed_ratio,
    g.baseline as baseline_customers,
    g.target as target_customers,
    g.progress as progress_customers,
    g.target * (g.elapsed / g.days::double) as expected_customers,
    g.progress + g.to_come as projected_customers,
    poisson_at_least(g.target - g.progress, g.to_come) as p_reach,
    g.baseline_net as baseline_value,
    g.target_net as target_value,
    g.progress_net as progress_value,
    round(g.target_net * (g.elapsed / g.days::double), 4)::decimal(38, 4) as expected_value,
    g.last_day as as_of,
from goals as g
