-- name:    sales_cycle
-- kind:    figure
-- summary: How long deals take from creation to won, by who the buyer was when they began; existing customers should decide more quickly.
-- grain:   one row per status
-- source:  basics, deals, leads, purchase_days, landscape_base.customers, unit_of, period_edge, survival_median
-- needs:   opportunities
-- kept:    status
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   status            VARCHAR  text   existing, ex-customer or prospect on the day the deal was created
--   deals             BIGINT   count  deals with a day of creation
--   won               BIGINT   count  of them won, with a day
--   lost              BIGINT   count  of them lost
--   open              BIGINT   count  of them open
--   win_rate          DOUBLE   ratio  won by won and lost; NULL without any
--   median_days       DOUBLE   days   median from creation to won by Kaplan-Meier, open and lost deals censored; NULL where half of them never win
--   median_won_days   DOUBLE   days   plain median of the won deals, which knows nothing of those that take longer; NULL without one
--   median_lost_days  DOUBLE   days   the same of the lost ones
--   as_of             DATE     date   last day, inclusive
-- example: select status, deals, median_days, median_won_days, win_rate from sales_cycle order by median_days
-- notes:   The status of today would make every winner an existing customer. Existing is a purchase within churn_gap before the day of creation, ex-customer one
--   before that. A lost deal leaves on the day it was lost, an open one on as_of; one closed without a day is left out.
with config as materialized (
    select b.last_day, b.grain, b.gap
    from landscape_base.basics(as_of := as_of) as b
),

accounts as materialized (
    select cu.customer_id, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

histories as materialized (
    select
        d.opportunity_id,
        a.unit_id,
        d.created_date,
        d.outcome,
        (coalesce(d.closed_date, config.last_day) - d.created_date)::integer as days,
        period_edge(d.created_date, config.gap) as active_from,
        config.last_day,
    from landscape_base.deals(as_of := as_of) as d
    cross join config
    left join landscape_base.leads(as_of := as_of) as l
        on d.prospect_id = l.prospect_id
    left join accounts as a
        on coalesce(d.customer_id, l.customer_id) = a.customer_id
    where d.created_date is not null
        and (d.outcome = 'open' or d.closed_date >= d.created_date)
),

buyers as materialized (
    select distinct h.unit_id
    from histories as h
    where h.unit_id is not null
),

bought as materialized (
    select a.unit_id, pd.day
    from landscape_base.purchase_days(as_of := as_of) as pd
    inner join accounts as a
        on pd.customer_id = a.customer_id
    inner join buyers as b
        on a.unit_id = b.unit_id
),

before as (
    select h.opportunity_id, b.day
    from histories as h
    asof inner join bought as b
        on h.unit_id = b.unit_id and h.created_date > b.day
),

placed as materialized (
    select
        h.*,
        case when b.day > h.active_from then 'existing' when b.day is not null then 'ex-customer' else 'prospect' end as status,
    from histories as h
    left join before as b
        on h.opportunity_id = b.opportunity_id
),

times as (
    select t.item as status, t.median_days
    from landscape_base.survival_median(
        items := (select list(p.status order by p.opportunity_id) from placed as p),
        days := (select list(p.days order by p.opportunity_id) from placed as p),
        ended := (select list(p.outcome = 'won' order by p.opportunity_id) from placed as p)
    ) as t
)

select
    p.status as status,
    count(*) as deals,
    count(*) filter (where p.outcome = 'won') as won,
    count(*) filter (where p.outcome = 'lost') as lost,
    count(*) filter (where p.outcome = 'open') as open,
    count(*) filter (where p.outcome = 'won') / nullif(count(*) filter (where p.outcome != 'open'), 0)::double as win_rate,
    any_value(t.median_days) as median_days,
    (median(p.days) filter (where p.outcome = 'won'))::double as median_won_days,
    (median(p.days) filter (where p.outcome = 'lost'))::double as median_lost_days,
    any_value(p.last_day) as as_of,
from placed as p
left join times as t
    on p.status = t.status
group by p.status
