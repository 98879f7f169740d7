-- name:    effort_ratio
-- kind:    figure
-- summary: What a unit of new revenue costs in touches and marketing, against a unit from customers one already has (requirement A2).
-- grain:   one row per period
-- source:  config, periods, customer_moves, party_touches, customer_orders, costs_to_serve, fx_rates, ledger_state, aliases, landscape_base.customers, unit_of, basics, touches
-- kept:    period
-- needs:   touches
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period             INTEGER        number  0 is the newest
--   period_start       DATE           date    first day
--   period_end         DATE           date    last day, never after as_of
--   winning_cost       DECIMAL(38,4)  money   cost of touches and marketing on who had not bought yet; NULL when none is known
--   new_revenue        DECIMAL(38,4)  money   revenue of new customers; NULL in a period that is not comparable
--   winning_effort     DOUBLE         ratio   winning_cost divided by new_revenue; NULL when that is not positive
--   keeping_cost       DECIMAL(38,4)  money   cost of touches and marketing on existing and ex-customers; NULL when none is known
--   kept_revenue       DECIMAL(38,4)  money   repeat + growth + reactivated; NULL in a period that is not comparable
--   keeping_effort     DOUBLE         ratio   keeping_cost divided by kept_revenue; NULL when that is not positive
--   effort_ratio       DOUBLE         ratio   winning_effort divided by keeping_effort; NULL when either is NULL or keeping_effort is 0
--   benchmark          DOUBLE         ratio   5.0
--   benchmark_source   VARCHAR        text    where that comes from
--   is_partial         BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, winning_effort, keeping_effort, effort_ratio, benchmark from effort_ratio order by period
-- notes:   A touch wins where its customer had not bought before that day (customers.first_order_date counts too) or it is a prospect's. Of costs_to_serve
--   the kinds marketing and acquisition count, on the last day of their period: acquisition wins; marketing of a customer counts like
--   a touch, and marketing of nobody in particular is divided like the number of touches in the period. Other costs serve, they do not sell.
with periods_of as materialized (
    select p.period as k, p.start_day, p.end_day, p.comparable, p.is_partial
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger and exists (from touches)
),

-- joined by day, since a join by the edges of the periods would sort every touch
days_of as materialized (
    select unnest(generate_series(p.start_day + 1, p.end_day, interval 1 day))::date as day, p.k
    from periods_of as p
),

config as materialized (
    select b.last_day, b.grain
    from landscape_base.basics(as_of := as_of) as b
),

members as (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

firsts as materialized (
    select o.customer_id, o.known_first
    from landscape_base.customer_orders(as_of := as_of) as o
    where o.known_first is not null
),

touched as (
    select
        p.k,
        t.party_kind = 'prospect' or coalesce(f.known_first >= t.day, true) as wins,
        count(*) as n,
        sum(t.cost) as money,
    from landscape_base.party_touches(as_of := as_of) as t
    inner join days_of as p
        on t.day = p.day
    left join firsts as f
        on t.party_id = f.customer_id
    where t.party_id is not null
    group by all
),

marketing as (
    select
        p.k,
        case
            when lower(c.kind) = 'acquisition' then true
            when c.customer_id is not null then coalesce(f.known_first >= c.period_end, true)
        end as wins,
        sum(case
            when c.currency is null or c.currency = ls.base_currency then c.amount
            when c.period_end - r.rate_date <= ls.fx_max_age_days then round(c.amount * r.to_base, 4)
        end) as money,
    from costs_to_serve as c
    cross join landscape_base.ledger_state as ls
    inner join days_of as p
        on c.period_end = p.day
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    left join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    left join firsts as f
        on m.unit_id = f.customer_id
    asof left join fx_rates as r
        on c.currency = r.currency and c.period_end >= r.rate_date
    where lower(c.kind) in ('marketing', 'acquisition')
    group by all
),

shares as (
    select t.k, t.wins, t.n::double / sum(t.n) over (partition by t.k)::double as part
    from touched as t
),

costs as (
    select c.k, c.wins, sum(c.money) as money
    from (
        select t.k, t.wins, t.money::decimal(38, 4) as money from touched as t
        union all
        select m.k, m.wins, m.money::decimal(38, 4) from marketing as m where m.wins is not null
        union all
        select m.k, s.wins, round(m.money::double * s.part, 4)::decimal(38, 4)
        from marketing as m
        inner join shares as s
            on m.k = s.k
        where m.wins is null
    ) as c
    group by c.k, c.wins
),

sides as (
    select
        p.k,
        max(c.money) filter (where c.wins) as winning,
        max(c.money) filter (where not c.wins) as keeping,
    from periods_of as p
    left join costs as c
        on p.k = c.k
    group by p.k
),

-- what revenue_bridge has in revenue, whatever the measure of the settings is
bridge as (
    select
        m.period as k,
        sum(greatest(m.net1, 0)) filter (where not m.was_active and (m.is_new or c.reactivated_as = 'new')) as new_money,
        sum(greatest(m.net1, 0)) filter (where m.was_active or not (m.is_new or c.reactivated_as = 'new')) as kept_money,
    from landscape_base.customer_moves(
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind
    ) as m
    cross join landscape_base.config(as_of := as_of) as c
    where m.is_active
    group by m.period
),

efforts as (
    select
        s.k,
        s.winning,
        s.keeping,
        case when p.comparable then coalesce(b.new_money, 0)::decimal(38, 4) end as new_money,
        case when p.comparable then coalesce(b.kept_money, 0)::decimal(38, 4) end as kept_money,
        p.start_day,
        p.end_day,
        p.is_partial,
    from sides as s
    inner join periods_of as p
        on s.k = p.k
    left join bridge as b
        on s.k = b.k
)

select
    e.k as period,
    e.start_day + 1 as period_start,
    e.end_day as period_end,
    e.winning as winning_cost,
    e.new_money as new_revenue,
    case when e.new_money > 0 then e.winning::double / e.new_money::double end as winning_effort,
    e.keeping as keeping_cost,
    e.kept_money as kept_revenue,
    case when e.kept_money > 0 then e.keeping::double / e.kept_money::double end as keeping_effort,
    case
        when e.new_money > 0 and e.kept_money > 0
            then (e.winning::double / e.new_money::double) / nullif(e.keeping::double / e.kept_money::double, 0)
    end as effort_ratio,
    5.0::double as benchmark,
    'seed A: five times the effort' as benchmark_source,
    e.is_partial as is_partial,
from efforts as e
order by e.k
