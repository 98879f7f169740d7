-- name:    kpi
-- kind:    figure
-- summary: The figures a board asks for: revenue, cost to serve, net and gross revenue retention, and the roll-forward of customers.
-- grain:   one row per period
-- source:  summary_periods, summary_spans, customer_spans, customer_orders, period_moves, service_costs, split_eq
-- kept:    period
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period                 INTEGER        number  0 is the newest
--   period_start           DATE           date    first day
--   period_end             DATE           date    last day, never after as_of
--   revenue                DECIMAL(38,4)  money   the ledger of the period
--   cost_to_serve          DECIMAL(38,4)  money   of every customer in the period; NULL while no cost to serve is loaded
--   cost_to_serve_ratio    DOUBLE         ratio   cost to serve divided by revenue; NULL without either
--   nrr                    DOUBLE         ratio   net revenue retention: (v0 + growth - contraction - lost) / v0 of customers active before
--   grr                    DOUBLE         ratio   gross revenue retention: (v0 - contraction - lost) / v0 of the same
--   nrr_mature             DOUBLE         ratio   nrr over those whose first order precedes the period before; NULL without any
--   grr_mature             DOUBLE         ratio   grr over the same
--   retention_rate         DOUBLE         ratio   customers active before and after divided by customers active before
--   opening_customers      BIGINT         count   customers active at the start
--   new_customers          BIGINT         count   customers whose first order ever lies in the period
--   reactivated_customers  BIGINT         count   customers that came back
--   lost_customers         BIGINT         count   customers that left
--   closing_customers      BIGINT         count   opening + new + reactivated - lost
--   new_eq                 DECIMAL(38,4)  money   new value with the look-back that all periods share
--   reactivated_eq         DECIMAL(38,4)  money   reactivated value with the look-back that all periods share
--   comparable             BOOLEAN        flag    the ledger reaches back far enough; all but revenue and cost to serve are NULL if not
--   lookback_months        INTEGER        months  how far the ledger reaches back before the period
--   new_is_upper_bound     BOOLEAN        flag    it reaches back less than 24 months, so that some of the new are not
--   is_partial             BOOLEAN        flag    a calendar or fiscal period that is not complete
-- example: select period, revenue, nrr, grr, retention_rate from kpi order by period
-- notes:   Always of revenue, whatever the measure. nrr counts growth of first years as growth, most of which is annualisation; nrr_mature
--   does not.
with kpi_periods as materialized (
    select p.*
    from landscape_base.summary_periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

kpi_wanted as (
    select s.spans
    from landscape_base.summary_spans(periods := 'kpi_periods') as s
),

kpi_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select kw.spans from kpi_wanted as kw), as_of := as_of, level := level) as s
),

kpi_orders as materialized (
    select o.customer_id, o.known_first, o.first_order
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

kpi_moves as materialized (
    select
        m.period, m.customer_id, m.v1, m.net0, m.net1, m.service1, m.was_active, m.is_active, m.is_new, m.is_mature,
    from landscape_base.period_moves(
        given := 'kpi_sums', periods := 'kpi_periods', orders := 'kpi_orders',
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, level := level
    ) as m
),

moves as (
    select
        m.*,
        m.was_active and m.is_active as stayed,
        greatest(m.net0, 0) as positive0,
        greatest(m.net1, 0) as positive1,
    from kpi_moves as m
),

sums as (
    select
        m.period as k,
        sum(m.net1) as revenue1,
        sum(m.service1) as serving1,
        sum(m.positive0) filter (where m.was_active) as before,
        sum(greatest(m.positive1 - m.positive0, 0)) filter (where m.stayed) as grown,
        sum(greatest(m.positive0 - m.positive1, 0)) filter (where m.stayed) as shrunk,
        sum(m.positive0) filter (where m.was_active and not m.is_active) as gone,
        sum(m.positive0) filter (where m.was_active and m.is_mature) as mature_before,
        sum(greatest(m.positive1 - m.positive0, 0)) filter (where m.stayed and m.is_mature) as mature_grown,
        sum(greatest(m.positive0 - m.positive1, 0)) filter (where m.stayed and m.is_mature) as mature_shrunk,
        sum(m.positive0) filter (where m.was_active and not m.is_active and m.is_mature) as mature_gone,
        count(*) filter (where m.was_active) as opening,
        count(*) filter (where m.stayed) as kept,
        count(*) filter (where m.is_active and not m.was_active and m.is_new) as fresh,
        count(*) filter (where m.is_active and not m.was_active and not m.is_new) as returned,
        count(*) filter (where m.was_active and not m.is_active) as lost,
        count(*) filter (where m.is_active) as closing,
    from moves as m
    group by m.period
),

costs as (
    select count(*) > 0 as known
    from (select c.day from landscape_base.service_costs as c limit 1) as c
)

select
    p.period as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    coalesce(s.revenue1, 0)::decimal(38, 4) as revenue,
    (case when costs.known then coalesce(s.serving1, 0) end)::decimal(38, 4) as cost_to_serve,
    case when costs.known then coalesce(s.serving1, 0)::double / nullif(s.revenue1, 0)::double end as cost_to_serve_ratio,
    case when p.comparable then
        (s.before + coalesce(s.grown, 0) - coalesce(s.shrunk, 0) - coalesce(s.gone, 0))::double / nullif(s.before, 0)::double
    end as nrr,
    case when p.comparable then
        (s.before - coalesce(s.shrunk, 0) - coalesce(s.gone, 0))::double / nullif(s.before, 0)::double
    end as grr,
    case when p.comparable then
        (s.mature_before + coalesce(s.mature_grown, 0) - coalesce(s.mature_shrunk, 0) - coalesce(s.mature_gone, 0))::double
        / nullif(s.mature_before, 0)::double
    end as nrr_mature,
    case when p.comparable then
        (s.mature_before - coalesce(s.mature_shrunk, 0) - coalesce(s.mature_gone, 0))::double / nullif(s.mature_before, 0)::double
    end as grr_mature,
    case when p.comparable then s.kept::double / nullif(s.opening, 0)::double end as retention_rate,
    case when p.comparable then coalesce(s.opening, 0) end as opening_customers,
    case when p.comparable then coalesce(s.fresh, 0) end as new_customers,
    case when p.comparable then coalesce(s.returned, 0) end as reactivated_customers,
    case when p.comparable then coalesce(s.lost, 0) end as lost_customers,
    case when p.comparable then coalesce(s.closing, 0) end as closing_customers,
    (case when p.comparable then coalesce(e.new_revenue_eq, 0) end)::decimal(38, 4) as new_eq,
    (case when p.comparable then coalesce(e.reactivated_revenue_eq, 0) end)::decimal(38, 4) as reactivated_eq,
    p.comparable as comparable,
    p.lookback_months as lookback_months,
    p.lookback_months < 24 as new_is_upper_bound,
    p.is_partial as is_partial,
from kpi_periods as p
cross join costs
left join sums as s
    on p.period = s.k
left join landscape_base.split_eq(
    moves := 'kpi_moves', periods := 'kpi_periods', orders := 'kpi_orders', as_of := as_of, level := level
) as e
    on p.period = e.period
order by p.period
