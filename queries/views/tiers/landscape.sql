-- name:    landscape
-- kind:    figure
-- summary: Every customer in every period: value, rank, tier, and what became of it since the period before.
-- grain:   one row per period and customer_id, and one row per customer_id with period NULL for the whole window of years
-- source:  periods, period_spans, customer_spans, customer_orders, ranked_sums, period_moves, split_of, product_counts
-- kept:    rank, period, customer_id
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
--   period              INTEGER        number  0 is the newest; NULL for the whole window
--   period_start        DATE           date    first day
--   period_end          DATE           date    last day, never after as_of
--   customer_id         VARCHAR        key     never NULL; '(unassigned)', '(generic)', '(internal)' for what is never ranked
--   name                VARCHAR        text    NULL when unknown
--   status              VARCHAR        text    existing, ex-customer or prospect as of as_of; NULL for what is never ranked
--   revenue             DECIMAL(38,4)  money   net amounts; 0 without a line
--   profit              DECIMAL(38,4)  money   NULL below the cost coverage wanted
--   contribution        DECIMAL(38,4)  money   profit less cost to serve
--   value               DECIMAL(38,4)  money   the measure
--   orders              BIGINT         count   purchases; those of nobody in particular are counted too
--   products            BIGINT         count   products with a net value above 0
--   share               DOUBLE         ratio   of the sum of positive values
--   share_above         DOUBLE         ratio   of the customers strictly above
--   cum_share           DOUBLE         ratio   share_above with the whole tie group
--   rank                BIGINT         rank    1 is best, ties share it; NULL without a line and for what is never ranked
--   position            BIGINT         rank    1 to n, ties by customer_id; for display only
--   tier                VARCHAR        text    tier of this period
--   band                VARCHAR        text    top, middle or bottom
--   tier_previous       VARCHAR        text    tier of the window compared with
--   former_tier         VARCHAR        text    of an ex-customer: tier of its last period with a purchase
--   movement            VARCHAR        text    new, reactivated, grown, flat, shrunk or lost; NULL for neither, and when not comparable
--   repeat              DECIMAL(38,4)  money   part of value that was there before
--   growth              DECIMAL(38,4)  money   more than before; growth_annualised + growth_organic
--   growth_annualised   DECIMAL(38,4)  money   growth of customers whose first order lies in the period before
--   growth_organic      DECIMAL(38,4)  money   growth of the others
--   new                 DECIMAL(38,4)  money   value of customers whose first order ever lies in the period
--   reactivated         DECIMAL(38,4)  money   value of customers that had been silent
--   unknown_origin      DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   contraction         DECIMAL(38,4)  money   less than before, of customers that stayed
--   lost                DECIMAL(38,4)  money   value before of customers that left
--   adj                 DECIMAL(38,4)  money   remainder of value
--   comparable          BOOLEAN        flag    the ledger reaches back over the period before and the look-back
--   lookback_months     INTEGER        months  how far the ledger reaches back before the period
--   new_is_upper_bound  BOOLEAN        flag    it reaches back less than 24 months
--   cost_coverage       DOUBLE         ratio   value with a known cost divided by value
--   reason              VARCHAR        text    why rank and tier are NULL: cost_coverage or no_positive_total
--   is_partial          BOOLEAN        flag    a calendar or fiscal period that is not complete
--   as_of               DATE           date    last day, inclusive
-- example: select customer_id, tier, tier_previous, movement, value from landscape where period = 0 order by value desc limit 10
-- notes:   The revenue of a period sums to the ledger. A customer that was lost has a row with value 0 and no rank in the period in which
--   it left. In the row of the whole window the movement and its parts are NULL.
with landscape_periods as materialized (
    select p.*
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
    where p.has_ledger
),

whole as (
    select min(p.start_day) as from_day, max(p.end_day) as to_day
    from landscape_periods as p
),

landscape_windows as (
    select p.start_day as from_day, p.end_day as to_day from landscape_periods as p
    union
    select p.before_start, p.before_end from landscape_periods as p
    union
    select w.from_day, w.to_day from whole as w where w.from_day is not null
),

landscape_spans as (
    select list_distinct(list_concat(ps.spans, (select list({'start_day': lw.from_day, 'end_day': lw.to_day}) from landscape_windows as lw))) as spans
    from landscape_base.period_spans(periods := 'landscape_periods') as ps
),

-- one pass over the days serves the ranks and the moves
landscape_sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := (select ls.spans from landscape_spans as ls), as_of := as_of, level := level) as s
),

landscape_orders as materialized (
    select o.customer_id, o.name, o.status, o.known_first, o.returns_only
    from landscape_base.customer_orders(as_of := as_of, level := level) as o
),

landscape_ranked as (
    select s.*
    from landscape_sums as s
    inner join landscape_windows as w
        on s.start_day = w.from_day and s.end_day = w.to_day
),

ranks as materialized (
    select
        r.customer_id, r.start_day, r.end_day, r.net, r.profit, r.contribution, r.value, r.purchases, r.share, r.share_above, r.cum_share, r.rank,
        r.tier, r.band, r.cost_coverage, r.reason,
    from landscape_base.ranked_sums(
        given := 'landscape_ranked', orders := 'landscape_orders', as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as r
),

-- numbered by themselves, since whatever else a row holds would be sorted with it
places as (
    select
        r.customer_id,
        r.start_day,
        r.end_day,
        row_number() over (partition by r.start_day, r.end_day order by r.rank, r.customer_id) as position,
    from ranks as r
    where r.rank is not null
),

landscape_moves as (
    select m.*
    from landscape_base.period_moves(
        given := 'landscape_sums', periods := 'landscape_periods', orders := 'landscape_orders',
        as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, measure := measure, level := level
    ) as m
),

splits as (
    select s.*, p.start_day, p.end_day, p.before_start, p.before_end
    from landscape_base.split_of(given := 'landscape_moves', as_of := as_of) as s
    inner join landscape_periods as p
        on s.period = p.period
),

last_tiers as (
    select r.customer_id, arg_min(r.tier, p.period) as tier_name
    from ranks as r
    inner join landscape_periods as p
        on r.start_day = p.start_day and r.end_day = p.end_day
    where r.purchases > 0 and r.tier is not null
    group by r.customer_id
),

rows_of as (
    select
        s.period as k,
        s.start_day,
        s.end_day,
        s.before_start,
        s.before_end,
        s.customer_id as unit_id,
        s.v1 as amount,
        s.movement as moved,
        s.repeat as kept,
        s.growth as grown,
        s.growth_annualised as grown_first_year,
        s.growth_organic as grown_later,
        s.new as fresh,
        s.reactivated as returned,
        s.unknown_origin as unknown,
        s.contraction as shrunk,
        s.lost as gone,
        s.adj1 as rest,
        s.comparable as fits,
        s.lookback_months as back,
        s.new_is_upper_bound as bounded,
        s.is_partial as partial,
    from splits as s
    union all
    select
        null, r.start_day, r.end_day, null, null, r.customer_id, r.value,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
    from ranks as r
    inner join whole as w
        on r.start_day = w.from_day and r.end_day = w.to_day
)

select
    s.k as period,
    s.start_day + 1 as period_start,
    s.end_day as period_end,
    s.unit_id as customer_id,
    o.name as name,
    o.status as status,
    coalesce(r.net, 0)::decimal(38, 4) as revenue,
    (case when r.customer_id is null then 0 else r.profit end)::decimal(38, 4) as profit,
    (case when r.customer_id is null then 0 else r.contribution end)::decimal(38, 4) as contribution,
    s.amount as value,
    coalesce(r.purchases, 0)::bigint as orders,
    coalesce(pc.products, 0)::bigint as products,
    r.share as share,
    r.share_above as share_above,
    r.cum_share as cum_share,
    r.rank as rank,
    pl.position as position,
    r.tier as tier,
    r.band as band,
    b.tier as tier_previous,
    case when o.status = 'ex-customer' then t.tier_name end as former_tier,
    s.moved as movement,
    s.kept as repeat,
    s.grown as growth,
    s.grown_first_year as growth_annualised,
    s.grown_later as growth_organic,
    s.fresh as new,
    s.returned as reactivated,
    s.unknown as unknown_origin,
    s.shrunk as contraction,
    s.gone as lost,
    s.rest as adj,
    s.fits as comparable,
    s.back as lookback_months,
    s.bounded as new_is_upper_bound,
    r.cost_coverage as cost_coverage,
    r.reason as reason,
    s.partial as is_partial,
    w.to_day as as_of,
from rows_of as s
cross join whole as w
left join ranks as r
    on s.unit_id = r.customer_id and s.start_day = r.start_day and s.end_day = r.end_day
left join places as pl
    on s.unit_id = pl.customer_id and s.start_day = pl.start_day and s.end_day = pl.end_day
left join ranks as b
    on s.unit_id = b.customer_id and s.before_start = b.start_day and s.before_end = b.end_day
left join last_tiers as t
    on s.unit_id = t.customer_id
left join landscape_orders as o
    on s.unit_id = o.customer_id
left join landscape_base.product_counts(
    as_of := as_of, period_months := period_months, years := years, period_kind := period_kind, level := level
) as pc
    on s.unit_id = pc.customer_id and s.k is not distinct from pc.period
