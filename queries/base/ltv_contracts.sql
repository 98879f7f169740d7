-- name:    ltv_contracts
-- kind:    base_table_macro
-- summary: What the running contracts of a customer are worth until the horizon, by the survival of renewals (lifetime value, 4.6).
-- grain:   one row per customer (or parent) with a contract that runs on as_of
-- source:  ltv_config, basics, days_ahead, contracts, aliases, landscape_base.customers, unit_of, fx_rates, ledger_state, ltv_contract_value
-- args:
--   as_of           DATE     date    NULL  last day, inclusive; the setting when NULL
--   horizon_months  INTEGER  months  NULL  horizon of the residual value; the setting when NULL
--   discount        DOUBLE   ratio   NULL  yearly effective rate; the setting when NULL
-- columns:
--   customer_id   VARCHAR  key    customer or root parent
--   residual      DOUBLE   money  expected contract revenue, discounted; NULL when an amount or its exchange rate is missing
--   low           DOUBLE   money  lower end of it
--   high          DOUBLE   money  upper end of it
--   runs_year     DOUBLE   ratio  probability that a contract still runs after 12 months
--   runs_horizon  DOUBLE   ratio  the same after the horizon
--   ended         BIGINT   count  contracts of all customers whose end has shown whether they are renewed
--   renewed       BIGINT   count  of them renewed
-- notes:   A contract is renewed when the customer has a later one that starts at most 90 days after its end; whether an end counts is known
--   after 90 days. The rate of renewal is (renewed + 1) / (ended + 2), Laplace's rule of succession; while none has ended, nothing
--   after the running term is counted. Each renewal is taken to last as long as the running term; a contract without an end runs from
--   year to year.
with config as materialized (
    select
        lc.as_of as last_day,
        b.grain,
        landscape_base.days_ahead(lc.as_of, lc.horizon_months) as horizon_days,
        landscape_base.days_ahead(lc.as_of, 12) as year_days,
        ln(1 + lc.discount) / 365.25 as delta,
        (1 - lc.interval_level) / 2 as outside,
    from landscape_base.ltv_config(as_of := as_of, horizon_months := horizon_months, discount := discount) as lc
    cross join landscape_base.basics(as_of := as_of) as b
),

signed as materialized (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        c.contract_id,
        c.start_date as starts,
        c.end_date as ends,
        case
            when c.currency is null or c.currency = ls.base_currency then c.annual_amount
            when config.last_day - f.rate_date <= ls.fx_max_age_days then round(c.annual_amount * f.to_base, 4)
        end::double as amount,
        config.last_day,
    from contracts as c
    cross join config
    cross join landscape_base.ledger_state as ls
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join landscape_base.customers as cu
        on coalesce(a.customer_id, c.customer_id) = cu.customer_id and cu.kind = 'ranked'
    left join (
        select r.currency, max(r.rate_date) as rate_date, arg_max(r.to_base, r.rate_date) as to_base
        from fx_rates as r
        cross join config
        where r.rate_date <= config.last_day
        group by r.currency
    ) as f
        on c.currency = f.currency
    where c.start_date <= config.last_day
),

endings as (
    select s.contract_id, s.unit_id, s.ends, s.last_day, count(n.contract_id) > 0 as was_renewed
    from signed as s
    left join signed as n
        on s.unit_id = n.unit_id and n.starts > s.starts and n.starts <= s.ends + 90 and coalesce(n.ends > s.ends, true)
    where s.ends <= s.last_day
    group by s.contract_id, s.unit_id, s.ends, s.last_day
),

renewals as (
    select
        count(*) as ended,
        count(*) filter (where e.was_renewed) as renewed,
        case when count(*) > 0 then (count(*) filter (where e.was_renewed) + 1)::double / (count(*) + 2) else 0 end as rate,
    from endings as e
    where e.was_renewed or e.ends + 90 <= e.last_day
),

running as (
    select
        s.unit_id,
        s.amount / 365.25 as daily,
        coalesce(s.ends - s.last_day, 365 - (s.last_day - s.starts) % 365)::integer as remaining,
        coalesce(greatest(s.ends - s.starts, 1), 365)::integer as term,
        r.rate,
        r.ended,
        r.renewed,
        config.horizon_days,
        config.year_days,
        config.delta,
        config.outside,
    from signed as s
    cross join renewals as r
    cross join config
    where coalesce(s.ends > s.last_day, true)
),

valued as (
    select
        r.unit_id,
        r.ended,
        r.renewed,
        r.daily * list_sum([
            power(r.rate, n) * (
                landscape_base.ltv_contract_value(least(r.horizon_days, r.remaining + n * r.term), r.delta)
                - case when n = 0 then 0 else landscape_base.ltv_contract_value(least(r.horizon_days, r.remaining + (n - 1) * r.term), r.delta) end
            )
            for n in range(0, 1 + greatest(0, ceil((r.horizon_days - r.remaining)::double / r.term))::bigint)
        ]) as expected,
        -- the number of renewals is geometric: at most n with probability 1 - rate ^ (n + 1)
        r.daily * landscape_base.ltv_contract_value(
            least(
                r.horizon_days,
                r.remaining + r.term * case
                    when r.rate = 0 then 0
                    else greatest(0, ceil(ln(1 - r.outside) / ln(r.rate) - 1))
                end
            ), r.delta
        ) as low,
        r.daily * landscape_base.ltv_contract_value(
            least(
                r.horizon_days,
                r.remaining + r.term * case
                    when r.rate = 0 then 0
                    else greatest(0, ceil(ln(r.outside) / ln(r.rate) - 1))
                end
            ), r.delta
        ) as high,
        power(r.rate, greatest(0, ceil((r.year_days - r.remaining)::double / r.term))) as runs_year,
        power(r.rate, greatest(0, ceil((r.horizon_days - r.remaining)::double / r.term))) as runs_horizon,
    from running as r
)

select
    v.unit_id as customer_id,
    case when count(v.expected) = count(*) then sum(v.expected) end as residual,
    case when count(v.expected) = count(*) then sum(v.low) end as low,
    case when count(v.expected) = count(*) then sum(v.high) end as high,
    max(v.runs_year) as runs_year,
    max(v.runs_horizon) as runs_horizon,
    any_value(v.ended) as ended,
    any_value(v.renewed) as renewed,
from valued as v
group by v.unit_id
