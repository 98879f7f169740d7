-- name:    audience_overlap
-- kind:    figure
-- summary: Which campaigns went to customers and to prospects alike, who should not get the same mailing (requirement A4).
-- grain:   one row per campaign with an outbound touch in the window
-- source:  config, period_edge, party_touches, purchase_days, landscape_base.customers
-- needs:   touches
-- kept:    mixed_share desc, campaign
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
-- columns:
--   campaign      VARCHAR  key    never NULL
--   first_day     DATE     date   first outbound touch in the window
--   last_day      DATE     date   last one
--   recipients    BIGINT   count  customers and prospects touched
--   existing      BIGINT   count  existing customers on the day of their first touch
--   ex_customers  BIGINT   count  ex-customers on that day
--   prospects     BIGINT   count  without an order before that day
--   unknown       BIGINT   count  without an order before it in a ledger that does not reach back far enough to tell
--   is_mixed      BOOLEAN  flag   existing customers and prospects are both among them
--   mixed_share   DOUBLE   ratio  the smaller of the two groups divided by recipients
--   as_of         DATE     date   last day, inclusive
-- example: select campaign, recipients, existing, prospects, mixed_share from audience_overlap where is_mixed order by mixed_share desc
-- notes:   Status is that of the day before the first touch of the campaign, so that a prospect whom the campaign has won does not
--   make it a mixed one. Touches without a campaign and touches of nobody known do not count.
with config as materialized (
    select
        c.as_of as to_day,
        period_edge(c.as_of, coalesce(months, 12)) as start_day,
        c.churn_gap as gap,
        c.ledger_complete_from as complete_from,
        c.level as grain,
    from landscape_base.config(as_of := as_of) as c
),

reached as materialized (
    select
        t.campaign as name,
        t.party_kind as kind,
        t.party_id as party,
        min(t.day) as first_touch,
        max(t.day) as last_touch,
        bool_or(t.prospect_id is not null) as was_lead,
    from landscape_base.party_touches(as_of := as_of) as t
    cross join config
    where t.direction = 'out' and t.campaign is not null and t.party_id is not null and t.day > config.start_day
    group by t.campaign, t.party_kind, t.party_id
),

rolled as (
    select cu.customer_id, cu.parent_id
    from landscape_base.customers as cu
    cross join config
    where config.grain = 'parent' and cu.kind = 'ranked'
),

orders as (
    select coalesce(ro.parent_id, pd.customer_id) as party, pd.day
    from landscape_base.purchase_days(as_of := as_of) as pd
    left join rolled as ro
        on pd.customer_id = ro.customer_id
),

before as (
    select r.name, r.party, max(o.day) as last_order
    from reached as r
    inner join orders as o
        on r.party = o.party
    where r.kind = 'customer' and o.day < r.first_touch
    group by r.name, r.party
),

placed as (
    select
        r.*,
        case
            when b.last_order > period_edge(r.first_touch - 1, config.gap) then 'existing'
            when b.last_order is not null then 'ex-customer'
            when r.kind = 'prospect' or r.was_lead or config.complete_from <= period_edge(r.first_touch - 1, config.gap) then 'prospect'
            else 'unknown'
        end as status_then,
        config.to_day,
    from reached as r
    cross join config
    left join before as b
        on r.name = b.name and r.party = b.party
),

sums as (
    select
        p.name,
        min(p.first_touch) as from_day,
        max(p.last_touch) as until_day,
        count(*) as n,
        count(*) filter (where p.status_then = 'existing') as n_existing,
        count(*) filter (where p.status_then = 'ex-customer') as n_former,
        count(*) filter (where p.status_then = 'prospect') as n_prospects,
        count(*) filter (where p.status_then = 'unknown') as n_unknown,
        any_value(p.to_day) as to_day,
    from placed as p
    group by p.name
)

select
    s.name as campaign,
    s.from_day as first_day,
    s.until_day as last_day,
    s.n as recipients,
    s.n_existing as existing,
    s.n_former as ex_customers,
    s.n_prospects as prospects,
    s.n_unknown as unknown,
    s.n_existing > 0 and s.n_prospects > 0 as is_mixed,
    least(s.n_existing, s.n_prospects)::double / s.n::double as mixed_share,
    s.to_day as as_of,
from sums as s
order by least(s.n_existing, s.n_prospects)::double / s.n::double desc, s.name
