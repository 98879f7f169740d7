-- name:    landscape_summary
-- kind:    figure
-- summary: The landscape in one row per period: who the customers are, where the value came from, how it spreads over the tiers, and the leads.
-- grain:   one row per period
-- source:  config, summary_periods, summary_spans, customer_spans, customer_orders, period_moves, split_eq, ranked_sums, statuses_of, lead_counts
-- kept:    period
-- args:
--   as_of          DATE       date    NULL  last day, inclusive; the setting when NULL
--   years          INTEGER    number  NULL  years covered; the setting when NULL
--   period_months  INTEGER    months  NULL  length of a period; the setting when NULL
--   measure        VARCHAR    text    NULL  revenue, profit or contribution; the setting when NULL
--   cuts           DOUBLE[]   list    NULL  increasing cuts between the tiers; the setting when NULL
--   labels         VARCHAR[]  list    NULL  names of the tiers, one more than cuts; the setting when NULL
--   level          VARCHAR    text    NULL  customer or parent; the setting when NULL
--   period_kind    VARCHAR    text    NULL  rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period                 INTEGER                     number  0 is the newest
--   period_start           DATE                        date    first day
--   period_end             DATE                        date    last day, never after as_of
--   revenue                DECIMAL(38,4)               money   the ledger of the period, what is never ranked included
--   profit                 DECIMAL(38,4)               money   NULL below the cost coverage wanted
--   contribution           DECIMAL(38,4)               money   profit less cost to serve; NULL as profit is
--   cost_coverage          DOUBLE                      ratio   value with a known cost divided by value
--   orders                 BIGINT                      count   purchases of ranked customers
--   customers              BIGINT                      count   ranked customers with a purchase in the period
--   existing_customers     BIGINT                      count   at the end of the period
--   ex_customers           BIGINT                      count   at the end of the period
--   prospects              BIGINT                      count   at the end of the period, rows of the table prospects included
--   opening_customers      BIGINT                      count   active at the start; NULL, as the next four, when not comparable
--   new_customers          BIGINT                      count   first order ever in the period
--   reactivated_customers  BIGINT                      count   came back
--   lost_customers         BIGINT                      count   left
--   closing_customers      BIGINT                      count   opening + new + reactivated - lost
--   v0                     DECIMAL(38,4)               money   value of the window compared with, in the measure
--   v1                     DECIMAL(38,4)               money   value of the period, in the measure
--   repeat                 DECIMAL(38,4)               money   part of v1 that was there before
--   growth                 DECIMAL(38,4)               money   more than before; growth_annualised + growth_organic
--   growth_annualised      DECIMAL(38,4)               money   growth of customers whose first order lies in the period before
--   growth_organic         DECIMAL(38,4)               money   growth of the others
--   new                    DECIMAL(38,4)               money   value of customers whose first order ever lies in the period
--   reactivated            DECIMAL(38,4)               money   value of customers that had been silent
--   unknown_origin         DECIMAL(38,4)               money   new and reactivated together where the ledger does not reach back far enough
--   contraction            DECIMAL(38,4)               money   less than before, of customers that stayed
--   lost                   DECIMAL(38,4)               money   value before of customers that left
--   adj0                   DECIMAL(38,4)               money   remainder of v0
--   adj1                   DECIMAL(38,4)               money   remainder of v1
--   new_eq                 DECIMAL(38,4)               money   new value with the look-back that all periods share; NULL when not comparable
--   reactivated_eq         DECIMAL(38,4)               money   reactivated value with that look-back
--   tier_customers         MAP(VARCHAR,BIGINT)         map     customers of each tier
--   tier_values            MAP(VARCHAR,DECIMAL(38,4))  map     their value
--   unassigned_share       DOUBLE                      ratio   revenue of what is never ranked divided by the ledger; NULL when that is 0
--   leads_created          BIGINT                      count   prospects created; NULL when the table prospects is empty
--   leads_converted        BIGINT                      count   prospects converted
--   win_rate               DOUBLE                      ratio   opportunities won divided by those won or lost; NULL without any
--   value_per_lead         DECIMAL(38,4)               money   amount of opportunities won divided by leads created; NULL without leads
--   comparable             BOOLEAN                     flag    the ledger reaches back over the period before and the look-back
--   lookback_months        INTEGER                     months  how far the ledger reaches back before the period
--   new_is_upper_bound     BOOLEAN                     flag    it reaches back less than 24 months
--   is_partial             BOOLEAN                     flag    a calendar or fiscal period that is not complete
-- example: select period, revenue, customers, new, reactivated, lost, tier_values from landscape_summary order by period
-- notes:   The split is that of revenue_bridge, the roll-forward that of kpi, the tiers are those of landscape. Compare periods by new_eq and
--   reactivated_eq: without a common look-back an older period shows more new customers than there were.
with config as materialized (
    select c.measure as wanted, c.min_cost_coverage as needed, c.reactivated_as as shown_as, c.tier_labels as names
    from landscape_base.config(
        as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as c
),

summary_rows as materialized (
    select p.*
    from landscape_base.summary_periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

-- one pass over the days serves the ranks, the moves and the statuses
summary_wanted as (
    select s.spans
    from landscape_base.summary_spans(periods := 'summary_rows') as s
),

summary_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select sw.spans from summary_wanted as sw), as_of := as_of, level := level) as s
),

summary_orders as materialized (
    select
        o.customer_id, o.status, o.overridden, o.known_first, o.first_order, o.first_unlinked, o.first_line,
        o.returns_only,
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

summary_own as (
    select s.*
    from summary_sums as s
    inner join summary_rows as p
        on s.start_day = p.start_day and s.end_day = p.end_day
),

summary_moves as materialized (
    select m.period, m.customer_id, m.v0, m.v1, m.net1, m.was_active, m.is_active, m.is_new, m.is_annualised, m.comparable
    from landscape_base.period_moves(
        given := 'summary_sums', periods := 'summary_rows', orders := 'summary_orders',
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
),

ranks as materialized (
    select
        r.kind, r.start_day, r.end_day, r.net, r.net_costed, r.cost, r.service, r.net_abs, r.net_abs_costed, r.purchases, r.value, r.tier,
        r.unassigned_share,
    from landscape_base.ranked_sums(
        given := 'summary_own', orders := 'summary_orders', as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as r
),

totals as (
    select
        r.start_day,
        r.end_day,
        sum(r.net) as net,
        sum(r.net_costed - r.cost) as profit,
        sum(r.service) as service,
        sum(r.net_abs_costed)::double / nullif(sum(r.net_abs), 0)::double as coverage,
        sum(r.purchases) filter (where r.kind = 'ranked') as purchases,
        count(*) filter (where r.kind = 'ranked' and r.purchases > 0) as buyers,
        max(r.unassigned_share) as nobody,
    from ranks as r
    group by r.start_day, r.end_day
),

tiers as (
    select r.start_day, r.end_day, r.tier as tier_name, count(*) as members, sum(r.value) as amount
    from ranks as r
    where r.tier is not null
    group by r.start_day, r.end_day, r.tier
),

tier_maps as (
    select
        t.start_day,
        t.end_day,
        map_from_entries(list((t.tier_name, t.members) order by list_position(config.names, t.tier_name))) as members,
        map_from_entries(
            list((t.tier_name, t.amount::decimal(38, 4)) order by list_position(config.names, t.tier_name))
        ) as amounts,
    from tiers as t
    cross join config
    group by t.start_day, t.end_day
),

moves as (
    select
        m.*,
        m.v0 is not null and m.v1 is not null as is_known,
        m.was_active and m.is_active as stayed,
        m.is_active and not m.was_active as came,
        m.was_active and not m.is_active as left_us,
        greatest(m.v0, 0) as positive0,
        greatest(m.v1, 0) as positive1,
    from summary_moves as m
),

bridges as (
    select
        m.period as k,
        count(*) filter (where m.was_active) as opening,
        count(*) filter (where m.came and m.is_new) as came_new,
        count(*) filter (where m.came and not m.is_new) as came_back,
        count(*) filter (where m.left_us) as gone_count,
        count(*) filter (where m.is_active) as closing,
        bool_or(m.is_known) as any_known,
        sum(m.v0) filter (where m.is_known) as before,
        sum(m.v1) filter (where m.is_known) as after,
        sum(least(m.positive0, m.positive1)) filter (where m.is_known and m.stayed) as kept,
        sum(greatest(m.positive1 - m.positive0, 0)) filter (where m.is_known and m.stayed) as grown,
        sum(greatest(m.positive1 - m.positive0, 0)) filter (where m.is_known and m.stayed and m.is_annualised) as grown_first_year,
        sum(greatest(m.positive0 - m.positive1, 0)) filter (where m.is_known and m.stayed) as shrunk,
        sum(m.positive1) filter (where m.is_known and m.came and m.comparable and m.is_new) as fresh,
        sum(m.positive1) filter (where m.is_known and m.came and m.comparable and not m.is_new) as returned,
        sum(m.positive1) filter (where m.is_known and m.came and not m.comparable) as unknown,
        sum(m.positive0) filter (where m.is_known and m.left_us) as gone,
        sum(case when m.was_active then least(m.v0, 0) else m.v0 end) filter (where m.is_known) as rest0,
        sum(case when m.is_active then least(m.v1, 0) else m.v1 end) filter (where m.is_known) as rest1,
    from moves as m
    group by m.period
),

filled as (
    select
        p.period as k,
        coalesce(b.opening, 0) as opening,
        coalesce(b.came_new, 0) as came_new,
        coalesce(b.came_back, 0) as came_back,
        coalesce(b.gone_count, 0) as gone_count,
        coalesce(b.closing, 0) as closing,
        z.nothing + coalesce(b.before, 0) as before,
        z.nothing + coalesce(b.after, 0) as after,
        z.nothing + coalesce(b.kept, 0) as kept,
        z.nothing + coalesce(b.grown, 0) as grown,
        z.nothing + coalesce(b.grown_first_year, 0) as grown_first_year,
        z.nothing + coalesce(b.shrunk, 0) as shrunk,
        z.nothing + coalesce(b.fresh, 0) as fresh,
        z.nothing + coalesce(b.returned, 0) as returned,
        z.nothing + coalesce(b.unknown, 0) as unknown,
        z.nothing + coalesce(b.gone, 0) as gone,
        z.nothing + coalesce(b.rest0, 0) as rest0,
        z.nothing + coalesce(b.rest1, 0) as rest1,
    from summary_rows as p
    left join bridges as b
        on p.period = b.k
    -- NULL where no customer has cost enough for the measure, which makes the whole split NULL
    cross join lateral (select case when b.k is null or b.any_known then 0 end as nothing) as z
)

select
    p.period as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    coalesce(t.net, 0)::decimal(38, 4) as revenue,
    (case when coalesce(t.coverage, 1) >= config.needed then coalesce(t.profit, 0) end)::decimal(38, 4) as profit,
    (case when coalesce(t.coverage, 1) >= config.needed then coalesce(t.profit - t.service, 0) end)::decimal(38, 4) as contribution,
    t.coverage as cost_coverage,
    coalesce(t.purchases, 0)::bigint as orders,
    coalesce(t.buyers, 0)::bigint as customers,
    sc.existing as existing_customers,
    sc.ex_customers as ex_customers,
    sc.prospects as prospects,
    case when p.comparable then f.opening end as opening_customers,
    case when p.comparable then f.came_new end as new_customers,
    case when p.comparable then f.came_back end as reactivated_customers,
    case when p.comparable then f.gone_count end as lost_customers,
    case when p.comparable then f.closing end as closing_customers,
    f.before::decimal(38, 4) as v0,
    f.after::decimal(38, 4) as v1,
    (f.kept + case when config.shown_as = 'repeat' then f.returned else 0 end)::decimal(38, 4) as repeat,
    f.grown::decimal(38, 4) as growth,
    f.grown_first_year::decimal(38, 4) as growth_annualised,
    (f.grown - f.grown_first_year)::decimal(38, 4) as growth_organic,
    (f.fresh + case when config.shown_as = 'new' then f.returned else 0 end)::decimal(38, 4) as new,
    (case when config.shown_as = 'separate' then f.returned else f.returned - f.returned end)::decimal(38, 4) as reactivated,
    f.unknown::decimal(38, 4) as unknown_origin,
    f.shrunk::decimal(38, 4) as contraction,
    f.gone::decimal(38, 4) as lost,
    f.rest0::decimal(38, 4) as adj0,
    f.rest1::decimal(38, 4) as adj1,
    e.new_eq as new_eq,
    e.reactivated_eq as reactivated_eq,
    coalesce(tm.members, map_from_entries([]::struct(k varchar, v bigint)[])) as tier_customers,
    coalesce(tm.amounts, map_from_entries([]::struct(k varchar, v decimal(38, 4))[])) as tier_values,
    t.nobody as unassigned_share,
    lc.leads_created as leads_created,
    lc.leads_converted as leads_converted,
    lc.won::double / nullif(lc.won + lc.lost, 0)::double as win_rate,
    (lc.won_value::double / nullif(lc.leads_created, 0)::double)::decimal(38, 4) as value_per_lead,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
    p.is_partial as is_partial,
from summary_rows as p
cross join config
inner join filled as f
    on p.period = f.k
left join totals as t
    on p.start_day = t.start_day and p.end_day = t.end_day
left join tier_maps as tm
    on p.start_day = tm.start_day and p.end_day = tm.end_day
left join landscape_base.statuses_of(given := 'summary_sums', periods := 'summary_rows', orders := 'summary_orders') as sc
    on p.period = sc.period
left join landscape_base.lead_counts(periods := 'summary_rows', as_of := as_of) as lc
    on p.period = lc.period
left join landscape_base.split_eq(
    moves := 'summary_moves', periods := 'summary_rows', orders := 'summary_orders', as_of := as_of, level := level
) as e
    on p.period = e.period
order by p.period
