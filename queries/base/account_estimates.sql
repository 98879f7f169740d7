-- name:    account_estimates
-- kind:    base_table_macro
-- summary: What a prospect promises in a year: its own estimate, else the annual amounts of its open opportunities (requirement A13).
-- grain:   one row per kind and id with an estimate or an open opportunity
-- source:  leads, deals
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   kind      VARCHAR        text   prospect, or customer for an account of the table customers
--   id        VARCHAR        key    prospect_id or customer_id
--   estimate  DECIMAL(38,4)  money  NULL when nothing says it
--   basis     VARCHAR        text   estimated_annual_revenue or opportunities; NULL without an estimate
--   deals     BIGINT         count  open opportunities
--   weighted  DECIMAL(38,4)  money  their annual amounts, each times its probability; NULL when none has both
with opportunities_of as (
    select
        case when d.prospect_id is not null then 'prospect' else 'customer' end as kind,
        coalesce(d.prospect_id, d.customer_id) as id,
        count(*) as deals,
        sum(d.annual_amount) as promised,
        sum(round(d.annual_amount * d.probability, 4)::decimal(18, 4)) as likely,
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'open' and coalesce(d.prospect_id, d.customer_id) is not null
    group by all
),

own as (
    select 'prospect' as kind, l.prospect_id as id, l.estimated_annual_revenue as stated
    from landscape_base.leads(as_of := as_of) as l
    where l.estimated_annual_revenue is not null
)

select
    coalesce(o.kind, w.kind) as kind,
    coalesce(o.id, w.id) as id,
    coalesce(w.stated, o.promised)::decimal(38, 4) as estimate,
    case when w.stated is not null then 'estimated_annual_revenue' when o.promised is not null then 'opportunities' end as basis,
    coalesce(o.deals, 0)::bigint as deals,
    o.likely::decimal(38, 4) as weighted,
from opportunities_of as o
full join own as w
    on o.kind = w.kind and o.id = w.id
