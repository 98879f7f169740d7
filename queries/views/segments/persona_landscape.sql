-- name:    persona_landscape
-- kind:    figure
-- summary: The landscape by persona, or by any other attribute: customers, value, where it came from, per tier and period (B1, B2).
-- grain:   one row per period, persona and tier
-- source:  periods, period_spans, customer_spans, customer_orders, ranked_sums, moves_of, split_of, customers
-- kept:    period, persona, tier
-- needs:   customers
-- args:
--   attribute      VARCHAR  text    'persona'  persona, industry, region, size_band, account_manager, or a key of customers.attrs
--   as_of          DATE     date    NULL       last day, inclusive; the setting when NULL
--   years          INTEGER  number  NULL       years covered; the setting when NULL
--   period_months  INTEGER  months  NULL       length of a period; the setting when NULL
--   measure        VARCHAR  text    NULL       revenue, profit or contribution; the setting when NULL
--   level          VARCHAR  text    NULL       customer or parent; the setting when NULL
--   period_kind    VARCHAR  text    NULL       rolling, calendar or fiscal; the setting when NULL
-- columns:
--   period              INTEGER        number  0 is the newest
--   period_start        DATE           date    first day
--   period_end          DATE           date    last day, never after as_of
--   persona             VARCHAR        text    value of the attribute; (unknown) without one
--   tier                VARCHAR        text    tier of the period; NULL without a line in it, or when nothing is positive
--   customers           BIGINT         count   customers with a line in the period
--   buyers              BIGINT         count   of them with a purchase
--   orders              BIGINT         count   purchases
--   revenue             DECIMAL(38,4)  money   net amounts
--   profit              DECIMAL(38,4)  money   of the customers with enough known cost; NULL without one
--   cost_to_serve       DECIMAL(38,4)  money   touches and allocated costs to serve
--   value               DECIMAL(38,4)  money   the measure; NULL below the cost coverage wanted
--   value_share         DOUBLE         ratio   of the value of the period; NULL when that is 0
--   value_per_customer  DOUBLE         number  in base currency; NULL without a customer
--   repeat              DECIMAL(38,4)  money   part of value that was there before
--   growth              DECIMAL(38,4)  money   more than before
--   new                 DECIMAL(38,4)  money   value of customers whose first order ever lies in the period
--   reactivated         DECIMAL(38,4)  money   value of customers that had been silent
--   unknown_origin      DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   contraction         DECIMAL(38,4)  money   less than before, of customers that stayed
--   lost                DECIMAL(38,4)  money   value before of customers that left
--   adj                 DECIMAL(38,4)  money   remainder of value
--   comparable          BOOLEAN        flag    the ledger reaches back over the period before and the look-back
-- example: select persona, tier, customers, value, value_per_customer from persona_landscape('region') where period = 0
-- notes:   Over the rows of a period revenue sums to the ledger and each part to revenue_bridge; what is never ranked is persona (unassigned),
--   (generic) or (internal). Attributes are those of today. An attribute that no customer has gives no rows.
--   At 10 million lines it takes some 5 seconds: three years are ranked and split for every customer.
with persona_periods as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

labels as (
    select
        c.customer_id,
        any_value(case attribute
            when 'persona' then c.persona
            when 'industry' then c.industry
            when 'region' then c.region
            when 'size_band' then c.size_band
            when 'account_manager' then c.account_manager
            else c.attrs[attribute]
        end) as label,
    from customers as c
    group by c.customer_id
),

known as materialized (
    select l.customer_id, l.label
    from labels as l
    where l.label is not null
),

persona_spans as (
    select ps.spans
    from landscape_base.period_spans(periods := 'persona_periods') as ps
    where exists(select 1 from known)
),

-- one pass over the days serves the ranks and the moves
persona_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select ps.spans from persona_spans as ps), as_of := as_of, level := level) as s
),

persona_orders as materialized (
    select o.customer_id, o.known_first, o.returns_only
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

persona_moves as (
    select m.*
    from landscape_base.moves_of(
        given := 'persona_sums', periods := 'persona_periods', orders := 'persona_orders', as_of := as_of, measure := measure
    ) as m
),

persona_ranked as (
    select s.*
    from persona_sums as s
    inner join persona_periods as p
        on s.start_day = p.start_day and s.end_day = p.end_day
),

ranks as materialized (
    select p.period as k, r.customer_id, r.tier, r.net, r.profit, r.service, r.purchases, r.lines
    from landscape_base.ranked_sums(
        given := 'persona_ranked', orders := 'persona_orders', as_of := as_of, measure := measure, level := level
    ) as r
    inner join persona_periods as p
        on r.start_day = p.start_day and r.end_day = p.end_day
),

joined as (
    select
        s.period as k,
        s.customer_id in ('(unassigned)', '(generic)', '(internal)') as is_nobody,
        case when s.customer_id in ('(unassigned)', '(generic)', '(internal)') then s.customer_id else coalesce(n.label, '(unknown)') end as label,
        r.tier as tier_name,
        r.lines,
        r.purchases,
        r.net,
        r.profit as earned,
        r.service as served,
        s.v1, s.repeat, s.growth, s.new, s.reactivated, s.unknown_origin, s.contraction, s.lost, s.adj1, s.comparable,
    from landscape_base.split_of(given := 'persona_moves', as_of := as_of) as s
    left join ranks as r
        on s.period = r.k and s.customer_id = r.customer_id
    left join known as n
        on s.customer_id = n.customer_id
    where exists(select 1 from known)
),

sums as (
    select
        j.k,
        j.label,
        j.tier_name,
        count(*) filter (where j.lines > 0 and not j.is_nobody) as members,
        count(*) filter (where j.purchases > 0 and not j.is_nobody) as buyers,
        coalesce(sum(j.purchases), 0) as purchases,
        coalesce(sum(j.net), 0) as net,
        sum(j.earned) as earned,
        coalesce(sum(j.served), 0) as served,
        sum(j.v1) as worth,
        sum(j.repeat) as kept,
        sum(j.growth) as grown,
        sum(j.new) as fresh,
        sum(j.reactivated) as returned,
        sum(j.unknown_origin) as unknown,
        sum(j.contraction) as shrunk,
        sum(j.lost) as gone,
        sum(j.adj1) as rest,
        bool_or(j.comparable) as reaches_back,
    from joined as j
    group by j.k, j.label, j.tier_name
)

select
    s.k as period,
    p.start_day + 1 as period_start,
    p.end_day as period_end,
    s.label as persona,
    s.tier_name as tier,
    s.members as customers,
    s.buyers as buyers,
    s.purchases::bigint as orders,
    s.net::decimal(38, 4) as revenue,
    s.earned::decimal(38, 4) as profit,
    s.served::decimal(38, 4) as cost_to_serve,
    s.worth::decimal(38, 4) as value,
    s.worth::double / nullif(sum(s.worth) over (partition by s.k), 0)::double as value_share,
    s.worth::double / nullif(s.members, 0) as value_per_customer,
    s.kept::decimal(38, 4) as repeat,
    s.grown::decimal(38, 4) as growth,
    s.fresh::decimal(38, 4) as new,
    s.returned::decimal(38, 4) as reactivated,
    s.unknown::decimal(38, 4) as unknown_origin,
    s.shrunk::decimal(38, 4) as contraction,
    s.gone::decimal(38, 4) as lost,
    s.rest::decimal(38, 4) as adj,
    s.reaches_back as comparable,
from sums as s
inner join persona_periods as p
    on s.k = p.period
order by s.k, s.label, s.tier_name nulls last
