-- name:    rep_mix
-- kind:    figure
-- summary: Hunters and farmers: how much of what each sales person sold came from new customers and how much from repeat and growth (A6).
-- grain:   one row per period and sales person with a sale in it
-- source:  basics, periods, revenue_split, ledger, landscape_base.customers, customers, unit_of
-- kept:    period, revenue desc, rep
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   period_months  INTEGER  months  NULL  length of a period; the setting when NULL
--   years          INTEGER  number  NULL  years covered; the setting when NULL
--   period_kind    VARCHAR  text    NULL  rolling, calendar or fiscal; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   period          INTEGER        number  0 is the newest
--   period_start    DATE           date    first day
--   period_end      DATE           date    last day, never after as_of
--   rep             VARCHAR        text    sales person of the line, else the customer's account manager; (none) without either
--   customers       BIGINT         count   customers sold to
--   revenue         DECIMAL(38,4)  money   of the period; the sum of the next six
--   new             DECIMAL(38,4)  money   from customers whose first order ever lies in the period
--   reactivated     DECIMAL(38,4)  money   from customers that had been silent
--   unknown_origin  DECIMAL(38,4)  money   new and reactivated together where the ledger does not reach back far enough
--   repeat          DECIMAL(38,4)  money   what customers bought before, too
--   growth          DECIMAL(38,4)  money   what they bought more than before
--   adj             DECIMAL(38,4)  money   remainder
--   hunter_share    DOUBLE         ratio   new divided by new + repeat + growth; NULL when not comparable or when that is 0
--   farmer_share    DOUBLE         ratio   1 less hunter_share
--   style           VARCHAR        text    hunter from a half on, else farmer; NULL as the shares are
--   comparable      BOOLEAN        flag    the ledger reaches back over the period before and the look-back
-- example: select rep, revenue, new, repeat, growth, hunter_share from rep_mix where period = 0 order by revenue desc
-- notes:   Always of revenue. A customer's parts are divided among its sales people in proportion to what each sold it in the period, to 4 decimals;
--   what each sold beyond its parts is adj. So over the sales people every sum is that of revenue_bridge. What no line names a sales person
--   for is the account manager's. No row while there is neither. Lines count on their own day; with credit_period origin the difference
--   is the account manager's, too.
with config as materialized (
    select b.grain
    from landscape_base.basics(as_of := as_of, level := level) as b
),

spans as materialized (
    select p.period as k, p.start_day, p.end_day
    from landscape_base.periods(as_of := as_of, period_months := period_months, years := years, period_kind := period_kind) as p
),

managers as (
    select c.customer_id, any_value(c.account_manager) as account_manager
    from customers as c
    group by c.customer_id
),

sold as materialized (
    select
        s.k,
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        l.rep as person,
        coalesce(sum(l.net), 0) as net,
    from landscape_base.ledger as l
    inner join spans as s
        on l.invoice_date > s.start_day and l.invoice_date <= s.end_day
    inner join landscape_base.customers as cu
        on l.customer_id = cu.customer_id
    cross join config
    where l.rep is not null
    group by 1, 2, 3
),

splits as materialized (
    select s.*
    from revenue_split(
        as_of := as_of, period_months := period_months, measure := 'revenue', years := years, period_kind := period_kind, level := level
    ) as s
),

-- what no sales person is named for is the account manager's
rest as (
    select s.period as k, s.customer_id as unit_id, coalesce(m.account_manager, '(none)') as person, s.v1 - coalesce(n.net, 0) as net
    from splits as s
    left join (select sold.k, sold.unit_id, sum(sold.net) as net from sold group by sold.k, sold.unit_id) as n
        on s.period = n.k and s.customer_id = n.unit_id
    left join managers as m
        on s.customer_id = m.customer_id
    where s.v1 != coalesce(n.net, 0)
),

shares as materialized (
    select e.k, e.unit_id, e.person, sum(e.net) as net
    from (
        select sold.k, sold.unit_id, sold.person, sold.net from sold
        union all
        select rest.k, rest.unit_id, rest.person, rest.net from rest
    ) as e
    group by e.k, e.unit_id, e.person
),

ladder as (
    select
        s.*,
        (sum(s.net) over by_name)::double / nullif(sum(s.net) over whole, 0)::double as upto,
        (sum(s.net) over by_name - s.net)::double / nullif(sum(s.net) over whole, 0)::double as before,
    from shares as s
    window
        by_name as (partition by s.k, s.unit_id order by s.person rows between unbounded preceding and current row),
        whole as (partition by s.k, s.unit_id)
),

-- running parts are rounded, and their differences sum to the whole exactly
parts as (
    select
        l.k,
        s.period_start as from_day,
        s.period_end as to_day,
        s.comparable as reaches_back,
        l.unit_id,
        l.person,
        l.net as own,
        coalesce(round(s.new::double * l.upto, 4) - round(s.new::double * l.before, 4), 0)::decimal(38, 4) as fresh,
        coalesce(round(s.reactivated::double * l.upto, 4) - round(s.reactivated::double * l.before, 4), 0)::decimal(38, 4) as returned,
        coalesce(round(s.unknown_origin::double * l.upto, 4) - round(s.unknown_origin::double * l.before, 4), 0)::decimal(38, 4) as unknown,
        coalesce(round(s.repeat::double * l.upto, 4) - round(s.repeat::double * l.before, 4), 0)::decimal(38, 4) as kept,
        coalesce(round(s.growth::double * l.upto, 4) - round(s.growth::double * l.before, 4), 0)::decimal(38, 4) as grown,
    from ladder as l
    inner join splits as s
        on l.k = s.period and l.unit_id = s.customer_id
),

sums as (
    select
        p.k,
        p.person,
        any_value(p.from_day) as from_day,
        any_value(p.to_day) as to_day,
        bool_or(p.reaches_back) as reaches_back,
        count(*) filter (where p.own != 0) as members,
        sum(p.own) as own,
        sum(p.fresh) as fresh,
        sum(p.returned) as returned,
        sum(p.unknown) as unknown,
        sum(p.kept) as kept,
        sum(p.grown) as grown,
    from parts as p
    group by p.k, p.person
),

rated as (
    select s.*, case when s.reaches_back then s.fresh::double / nullif(s.fresh + s.kept + s.grown, 0)::double end as hunted
    from sums as s
    where exists(select 1 from shares as h where h.person != '(none)')
)

select
    r.k as period,
    r.from_day as period_start,
    r.to_day as period_end,
    r.person as rep,
    r.members as customers,
    r.own::decimal(38, 4) as revenue,
    r.fresh::decimal(38, 4) as new,
    r.returned::decimal(38, 4) as reactivated,
    r.unknown::decimal(38, 4) as unknown_origin,
    r.kept::decimal(38, 4) as repeat,
    r.grown::decimal(38, 4) as growth,
    (r.own - r.fresh - r.returned - r.unknown - r.kept - r.grown)::decimal(38, 4) as adj,
    r.hunted as hunter_share,
    1 - r.hunted as farmer_share,
    case when r.hunted >= 0.5 then 'hunter' when r.hunted < 0.5 then 'farmer' end as style,
    r.reaches_back as comparable,
from rated as r
order by r.k, r.own desc, r.person
