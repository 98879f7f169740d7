-- name:    account_past
-- kind:    base_table_macro
-- summary: What every account was: its tier in the tier window before, and in the last year in which it bought.
-- grain:   one row per ranked customer with a line in one of these spans
-- source:  config, ranked_spans, period_edge
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id  VARCHAR  key   customer
--   tier_before  VARCHAR  text  tier of the tier window before; NULL without a line in it
--   former_tier  VARCHAR  text  tier of the last year with a purchase, as former_tiers gives it; NULL without a purchase
-- notes:   A ranking of every year. Accounts are not rolled up to their parents, as in account_ranks.
with config as materialized (
    select
        c.as_of as last_day,
        period_edge(c.as_of, c.tier_months) as tier_start,
        period_edge(c.as_of, 2 * c.tier_months) as before_start,
        c.first_day,
    from landscape_base.config(as_of := as_of, level := 'customer') as c
),

years as materialized (
    select
        ages.k as years_ago,
        period_edge(config.last_day, (12 * ages.k + 12)::integer) as start_day,
        period_edge(config.last_day, (12 * ages.k)::integer) as end_day,
    from config, range(0, 100) as ages(k)
    where config.last_day is not null and period_edge(config.last_day, (12 * ages.k)::integer) >= config.first_day
),

windows as (
    select list(distinct {'start_day': w.from_day, 'end_day': w.to_day}) as spans
    from (
        select config.before_start as from_day, config.tier_start as to_day from config
        union all
        select y.start_day, y.end_day from years as y
    ) as w
    where w.to_day is not null
)

select
    r.customer_id as customer_id,
    max(r.tier) filter (where r.start_day = config.before_start and r.end_day = config.tier_start) as tier_before,
    arg_min(r.tier, y.years_ago) filter (where r.purchases > 0) as former_tier,
from landscape_base.ranked_spans(spans := (select windows.spans from windows), as_of := as_of, level := 'customer') as r
cross join config
left join years as y
    on r.start_day = y.start_day and r.end_day = y.end_day
where r.kind = 'ranked'
group by r.customer_id
