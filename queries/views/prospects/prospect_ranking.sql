-- name:    prospect_ranking
-- kind:    figure
-- summary: Every prospect rated by what it promises in a year against the least customer of tier A and of tier B.
-- grain:   one row per prospect of the table prospects that was created and not converted by as_of
-- source:  basics, leads, account_estimates, tier_floors, prospect_tier
-- kept:    rank, prospect_id
-- needs:   prospects
-- args:
--   as_of           DATE       date   NULL  last day, inclusive; the setting when NULL
--   measure         VARCHAR    text   NULL  what the tiers of customers are made by; the setting when NULL
--   cuts            DOUBLE[]   list   NULL  increasing cuts between the tiers; the setting when NULL
--   labels          VARCHAR[]  list   NULL  names of the tiers, one more than cuts; the setting when NULL
--   floor_quantile  DOUBLE     ratio  0     0 for the least customer of a tier; 0.05 leaves out one odd account in twenty
-- columns:
--   prospect_id         VARCHAR        key    never NULL
--   name                VARCHAR        text   NULL when unknown
--   tier                VARCHAR        text   A, B or C; NULL without an estimate
--   rank                BIGINT         rank   by estimate, ties share it; NULL without an estimate
--   estimate            DECIMAL(38,4)  money  revenue expected in a year
--   basis               VARCHAR        text   estimated_annual_revenue or opportunities; NULL without an estimate
--   a_floor             DECIMAL(38,4)  money  as tier_floors gives it
--   b_floor             DECIMAL(38,4)  money  as tier_floors gives it
--   open_opportunities  BIGINT         count  opportunities of the prospect open on as_of
--   weighted            DECIMAL(38,4)  money  their annual amounts, each times its probability; NULL when none has both
--   source              VARCHAR        text   where it came from; NULL when unknown
--   stage               VARCHAR        text   the last stage known
--   owner               VARCHAR        text   NULL when unknown
--   created_date        DATE           date   NULL when unknown
--   days_open           INTEGER        days   from created_date to as_of
--   as_of               DATE           date   last day, inclusive
-- example: select name, tier, estimate, owner from prospect_ranking where tier = 'A' order by rank
-- notes:   A prospect equal to the least A customer is A, as that customer is. The estimate is the prospect's own, else the annual amounts of
--   its open opportunities together. Accounts of the table customers that never bought are rated in crm_importance.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

rated as (
    select l.*, e.estimate as promise, e.basis as origin, coalesce(e.deals, 0) as deals, e.weighted as likely
    from landscape_base.leads(as_of := as_of) as l
    left join landscape_base.account_estimates(as_of := as_of) as e
        on l.prospect_id = e.id and e.kind = 'prospect'
    where not l.converted
)

select
    r.prospect_id as prospect_id,
    r.name as name,
    prospect_tier(r.promise, f.a_floor, f.b_floor) as tier,
    case when r.promise is not null then rank() over (order by r.promise desc nulls last) end as rank,
    r.promise as estimate,
    r.origin as basis,
    f.a_floor as a_floor,
    f.b_floor as b_floor,
    r.deals::bigint as open_opportunities,
    r.likely as weighted,
    r.source as source,
    r.stage as stage,
    r.owner as owner,
    r.created_date as created_date,
    (config.last_day - r.created_date)::integer as days_open,
    config.last_day as as_of,
from rated as r
cross join config
cross join tier_floors(as_of := as_of, measure := measure, cuts := cuts, labels := labels, floor_quantile := floor_quantile) as f
