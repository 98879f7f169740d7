-- name:    ltv_chain
-- kind:    base_table_macro
-- summary: What a customer of each tier is expected to be worth in each of the next 100 years, by the yearly moves between the tiers (4.6, step 4).
-- grain:   one row per state and year; no row without a comparable year
-- source:  tier_migration, status_counts, ltv_tiers
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   state   VARCHAR  text    a tier, or 'none' for an ex-customer
--   year    INTEGER  number  1 is the first year after as_of
--   value   DOUBLE   money   revenue expected in that year
--   active  DOUBLE   ratio   probability of a purchase in that year
-- notes:   A Markov chain: the moves of the last 3 comparable years go on. The state is that of the start of a year; its value is the mean
--   revenue in the year of those who began it there. An ex-customer may come back. A tier from which nobody has moved yet moves as
--   the tiers together do.
with migrations as materialized (
    select m.period as k, m.from_tier, m.to_tier, m.customers, m.value_after
    from tier_migration(as_of := as_of, period_months := 12, measure := 'revenue', years := 3, period_kind := 'rolling') as m
    where m.comparable
),

moves as (
    select
        case when m.from_tier = 'reactivated' then 'none' else m.from_tier end as origin,
        case when m.to_tier = 'lost' then 'none' else m.to_tier end as target,
        m.customers::double as members,
        coalesce(m.value_after, 0)::double as amount,
    from migrations as m
    where m.from_tier is not null and m.to_tier is not null and m.from_tier != 'new'
    union all
    -- ex-customers at the start of a year that have not come back in it
    select 'none', 'none', greatest(s.ex_customers - coalesce(b.members, 0), 0)::double, 0
    from landscape_base.status_counts(as_of := as_of, period_months := 12, years := 4, period_kind := 'rolling') as s
    inner join (
        select p.k, sum(p.customers) filter (where p.from_tier = 'reactivated') as members
        from migrations as p
        group by p.k
    ) as b
        on s.period = b.k + 1
),

own as (
    select m.origin, m.target, sum(m.members) as members, sum(m.amount) as amount
    from moves as m
    group by m.origin, m.target
),

states as (
    select o.origin as state from own as o
    union
    select o.target from own as o
    union
    select t.state from landscape_base.ltv_tiers(as_of := as_of) as t
),

-- the moves of each state: its own, else those of all tiers, else it stays
steps as (
    select o.origin, o.target, o.members, o.amount from own as o
    union all
    select s.state, o.target, o.members, o.amount
    from states as s
    inner join own as o
        on o.origin != 'none'
    where s.state != 'none' and s.state not in (select e.origin from own as e where e.members > 0)
    union all
    select 'none', 'none', 1, 0
    where not exists (from own as o where o.origin = 'none' and o.members > 0)
),

totals as (
    select s.origin, sum(s.members) as members, sum(s.amount) as amount
    from steps as s
    group by s.origin
),

chances as materialized (
    select s.origin, s.target, sum(s.members) / any_value(t.members) as chance
    from steps as s
    inner join totals as t
        on s.origin = t.origin
    where t.members > 0 and exists (from own)
    group by s.origin, s.target
),

years as (
    with recursive ahead as (
        select t.origin as state, 1 as year, t.amount / t.members as value, 1 - coalesce(c.chance, 0) as active
        from totals as t
        left join chances as c
            on t.origin = c.origin and c.target = 'none'
        where t.members > 0 and exists (from own)
        union all
        select c.origin, a.year + 1, sum(c.chance * a.value), sum(c.chance * a.active)
        from ahead as a
        inner join chances as c
            on c.target = a.state
        where a.year < 100
        group by c.origin, a.year
    )
    select h.state, h.year, h.value, h.active from ahead as h
)

select y.state as state, y.year::integer as year, y.value as value, y.active as active
from years as y
