-- name:    customer_standing
-- kind:    base_table_macro
-- summary: Where one customer stands, by revenue: its rank and tier among all, now and in the window before, its orders and its profit.
-- grain:   one row; none for an id that is no ranked customer
-- source:  basics, config, periods, tier_length, landscape_base.customers, aliases, customer_days, purchase_changes, credit_shifts, service_costs, credit_lines, tier_of, customer_status
-- args:
--   customer  VARCHAR  key   required  customer_id, or that of an account merged into it; of a root parent at level parent
--   as_of     DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key     canonical customer or root parent
--   name             VARCHAR        text    NULL when unknown
--   as_of            DATE           date    last day, inclusive
--   months           INTEGER        months  length of the windows
--   start_day        DATE           date    last day before the window
--   before_start     DATE           date    last day before the window before
--   before_end       DATE           date    last day of the window before
--   comparable       BOOLEAN        flag    the ledger reaches back over the window before
--   rank             BIGINT         rank    NULL without a line in the window
--   ranked           BIGINT         count   customers ranked in the window
--   share            DOUBLE         ratio   of the positive revenue; NULL without a line in the window
--   tier             VARCHAR        text    in the window; NULL without a line in it
--   tier_before      VARCHAR        text    in the window before
--   v1               DECIMAL(38,4)  money   revenue in the window
--   v0               DECIMAL(38,4)  money   revenue in the window before
--   profit           DECIMAL(38,4)  money   in the window; NULL when the cost of too little of its value is known
--   cost_to_serve    DECIMAL(38,4)  money   in the window
--   purchases        BIGINT         count   in the window
--   was_active       BOOLEAN        flag    a purchase in the look-back at the start of the window
--   is_active        BOOLEAN        flag    a purchase in the look-back at its end
--   is_new           BOOLEAN        flag    its first order ever lies in the window
--   orders           BIGINT         count   purchases ever
--   first_order      DATE           date    first purchase; NULL without one
--   last_order       DATE           date    last purchase; NULL without one
--   days_since_last  INTEGER        days    NULL without a purchase
--   usual_gap        DOUBLE         days    median of the days between its own order days; NULL with fewer than 3 gaps
--   status           VARCHAR        text    existing, ex-customer or prospect
--   returns_only     BOOLEAN        flag    no purchase, but credit notes without an own invoice
-- notes:   The same figures as pareto_rank, customer_status and revenue_split by revenue give, for one customer and in a fraction of their time: all
--   customers are only summed, and what needs their history is looked up for one.
with config as materialized (
    select
        b.last_day, b.grain, b.matching, b.crediting, b.gap,
        c.tier_basis as basis, c.tier_cuts as steps, c.tier_labels as names, c.min_cost_coverage as needed,
        p.start_day, p.before_start, p.before_end, p.active_start, p.active_end_start, p.comparable, c.tier_months as window_months,
    from landscape_base.basics(as_of := as_of) as b
    cross join landscape_base.config(as_of := as_of) as c
    cross join landscape_base.periods(
        as_of := as_of, period_months := landscape_base.tier_length(null), years := 1, period_kind := 'rolling'
    ) as p
    where p.period = 0
),

accounts as materialized (
    select cu.customer_id, case when config.grain = 'parent' then cu.parent_id else cu.customer_id end as unit_id, cu.first_order_date
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
        and case when config.grain = 'parent' then cu.parent_id else cu.customer_id end = coalesce(
            (select min(a.customer_id) from landscape_base.aliases as a where a.alias_id = customer), customer
        )
),

-- accounts that do not stand for themselves, which are few
others as materialized (
    select cu.customer_id, case when cu.kind = 'ranked' then cu.parent_id end as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind != 'ranked' or (config.grain = 'parent' and cu.parent_id != cu.customer_id)
),

amounts as (
    select cd.customer_id, cd.day, cd.net, cd.lines, 0::decimal(18, 4) as served
    from landscape_base.customer_days as cd
    cross join config
    where cd.day > config.before_start and cd.day <= config.last_day
    union all
    select sc.customer_id, sc.day, 0, 0, sc.amount::decimal(18, 4)
    from landscape_base.service_costs as sc
    cross join config
    where sc.day > config.before_start and sc.day <= config.last_day and sc.amount != 0
    union all
    select cs.customer_id, cs.to_day, cs.net::decimal(18, 4), cs.lines::integer, 0
    from landscape_base.credit_shifts as cs
    cross join config
    where config.crediting = 'origin' and cs.basis = config.matching and cs.from_day <= config.last_day
    union all
    select cs.customer_id, cs.from_day, -cs.net::decimal(18, 4), -cs.lines::integer, 0
    from landscape_base.credit_shifts as cs
    cross join config
    where config.crediting = 'origin' and cs.basis = config.matching and cs.from_day <= config.last_day
),

by_account as (
    select
        a.customer_id,
        sum(a.net) filter (where a.day > config.start_day) as net1,
        sum(a.net) filter (where a.day > config.before_start and a.day <= config.before_end) as net0,
        sum(a.lines) filter (where a.day > config.start_day) as lines1,
        sum(a.lines) filter (where a.day > config.before_start and a.day <= config.before_end) as lines0,
        sum(a.served) filter (where a.day > config.start_day) as served1,
        sum(a.served) filter (where a.day > config.before_start and a.day <= config.before_end) as served0,
    from amounts as a
    cross join config
    group by a.customer_id
),

-- accounts that stand for themselves keep their own id, the others take that of their root; who is never ranked has none
sums as materialized (
    select
        case when o.customer_id is null then a.customer_id else o.unit_id end as unit_id,
        coalesce(sum(a.net1), 0) as net1,
        coalesce(sum(a.net0), 0) as net0,
        coalesce(sum(a.lines1), 0) as lines1,
        coalesce(sum(a.lines0), 0) as lines0,
        coalesce(sum(a.served1), 0) as served1,
        coalesce(sum(a.served0), 0) as served0,
    from by_account as a
    left join others as o
        on a.customer_id = o.customer_id
    group by 1
),

-- in a window is who has a line or a cost to serve in it, as in customer_spans
unit_sums as materialized (
    select
        s.unit_id,
        case when s.lines1 != 0 or s.served1 != 0 then s.net1 end as net1,
        case when s.lines0 != 0 or s.served0 != 0 then s.net0 end as net0,
    from sums as s
    where s.unit_id is not null
),

own_sums as materialized (
    select any_value(u.net1) as own1, any_value(u.net0) as own0
    from unit_sums as u
    where u.unit_id in (select accounts.unit_id from accounts)
),

standing as materialized (
    select
        count(u.net1) as all1,
        count(*) filter (where u.net1 > o.own1) as above1,
        sum(greatest(u.net1, 0)) as positive1,
        coalesce(sum(u.net1) filter (where u.net1 > o.own1 and u.net1 > 0), 0) as positive_above1,
        count(u.net0) as all0,
        count(*) filter (where u.net0 > o.own0) as above0,
        sum(greatest(u.net0, 0)) as positive0,
        coalesce(sum(u.net0) filter (where u.net0 > o.own0 and u.net0 > 0), 0) as positive_above0,
        any_value(o.own1) as own1,
        any_value(o.own0) as own0,
    from unit_sums as u
    cross join own_sums as o
),

own_days as materialized (
    select d.day, sum(d.purchases) as purchases, sum(d.cost) as cost, sum(d.net_costed) as net_costed, sum(d.net_abs) as net_abs,
        sum(d.net_abs_costed) as net_abs_costed,
    from (
        select cd.day, cd.purchases::bigint as purchases, cd.cost, cd.net_costed, cd.net_abs, cd.net_abs_costed
        from landscape_base.customer_days as cd
        inner join accounts as a
            on cd.customer_id = a.customer_id
        union all
        select pc.day, pc.delta, 0, 0, 0, 0
        from landscape_base.purchase_changes as pc
        inner join accounts as a
            on pc.customer_id = a.customer_id
        cross join config
        where pc.basis = config.matching and pc.effective_on <= config.last_day
    ) as d
    cross join config
    where d.day <= config.last_day
    group by d.day
),

history as (
    select
        min(d.day) filter (where d.purchases > 0) as first_day,
        max(d.day) filter (where d.purchases > 0) as last_purchase,
        coalesce(sum(d.purchases) filter (where d.purchases > 0), 0) as purchase_count,
        coalesce(sum(d.purchases) filter (where d.purchases > 0 and d.day > config.start_day), 0) as purchases_in,
        count(*) filter (where d.purchases > 0 and d.day > config.active_start and d.day <= config.start_day) > 0 as active0,
        count(*) filter (where d.purchases > 0 and d.day > config.active_end_start) > 0 as active1,
        sum(d.net_costed - d.cost) filter (where d.day > config.start_day) as earned,
        (sum(d.net_abs_costed) filter (where d.day > config.start_day))::double
            / nullif(sum(d.net_abs) filter (where d.day > config.start_day), 0)::double as coverage,
    from own_days as d
    cross join config
),

gaps as (
    select case when count(*) >= 3 then median(g.days) end as middle
    from (
        select d.day - lag(d.day) over (order by d.day) as days
        from own_days as d
        where d.purchases > 0
    ) as g
    where g.days is not null
),

loose as (
    select count(*) filter (where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')) as n
    from landscape_base.credit_lines as cl
    inner join accounts as a
        on cl.customer_id = a.customer_id
    cross join config
    where cl.credit_date <= config.last_day
),

service as (
    select coalesce(sum(sc.amount), 0) as amount
    from landscape_base.service_costs as sc
    inner join accounts as a
        on sc.customer_id = a.customer_id
    cross join config
    where sc.day > config.start_day and sc.day <= config.last_day
),

subject as (
    select a.unit_id, min(a.first_order_date) as stated_first
    from accounts as a
    group by a.unit_id
)

select
    su.unit_id as customer_id,
    own.name as name,
    config.last_day as as_of,
    config.window_months as months,
    config.start_day as start_day,
    config.before_start as before_start,
    config.before_end as before_end,
    config.comparable as comparable,
    case when s.own1 is not null then s.above1 + 1 end as rank,
    coalesce(s.all1, 0) as ranked,
    case when s.own1 is not null then greatest(s.own1, 0)::double / nullif(s.positive1, 0)::double end as share,
    case when s.own1 is not null and s.positive1 > 0 then landscape_base.tier_of(
        config.basis, config.steps, config.names, s.own1, s.positive_above1, s.positive1, s.above1, s.all1
    ) end as tier,
    case when s.own0 is not null and s.positive0 > 0 then landscape_base.tier_of(
        config.basis, config.steps, config.names, s.own0, s.positive_above0, s.positive0, s.above0, s.all0
    ) end as tier_before,
    coalesce(s.own1, 0)::decimal(38, 4) as v1,
    coalesce(s.own0, 0)::decimal(38, 4) as v0,
    (case when h.coverage >= config.needed then h.earned end)::decimal(38, 4) as profit,
    service.amount::decimal(38, 4) as cost_to_serve,
    h.purchases_in::bigint as purchases,
    h.active0 as was_active,
    h.active1 as is_active,
    coalesce(least(h.first_day, su.stated_first) > config.start_day, false) as is_new,
    h.purchase_count::bigint as orders,
    h.first_day as first_order,
    h.last_purchase as last_order,
    (config.last_day - h.last_purchase)::integer as days_since_last,
    gaps.middle as usual_gap,
    coalesce(
        own.status_override, customer_status(h.last_purchase, config.last_day, config.gap, h.purchase_count = 0 and loose.n > 0)
    ) as status,
    h.purchase_count = 0 and loose.n > 0 as returns_only,
from subject as su
left join landscape_base.customers as own
    on su.unit_id = own.customer_id
cross join config
cross join history as h
cross join gaps
cross join loose
cross join service
left join standing as s
    on true
