-- name:    purchase_histories
-- kind:    base_table_macro
-- summary: What lifetime value knows of each customer as of a day: its purchase days as x, t_x and T, what they were worth, what was credited.
-- grain:   one row per ranked customer (or parent) with a line up to as_of
-- source:  basics, settings_row, history_days, landscape_base.customers, typical_gaps, counts_zero_orders, period_edge
-- args:
--   as_of              DATE     date  NULL  last day, inclusive; the setting when NULL
--   level              VARCHAR  text  NULL  customer or parent; the setting when NULL
--   zero_value_orders  VARCHAR  text  NULL  ignore or count; the setting when NULL
--   sums               VARCHAR  text  'all' all, spend (of money only spend_value and repeat_value) or none; sums not asked for are NULL and take no time
--   cut                DATE     date  NULL  an earlier day: the columns before_* are histories as they were known then
-- columns:
--   customer_id       VARCHAR        key     canonical customer or root parent
--   x                 INTEGER        count   repeat purchase days: purchase days after the first; NULL without a purchase day
--   t_x               INTEGER        days    from the first purchase day to the last, 0 exactly when x is 0; NULL without a purchase day
--   t_age             INTEGER        days    from the first purchase day to as_of; NULL without a purchase day
--   first_event       DATE           date    first purchase day; NULL without one
--   last_event        DATE           date    last purchase day; NULL without one
--   orders            BIGINT         count   purchases (CS5), not days; 0 without one; NULL unless all sums are asked for
--   zero_days         BIGINT         count   days with nothing but orders worth 0; they are purchase days under 'count' alone
--   left_censored     BOOLEAN        flag    the first purchase day is so near to the start of the ledger that it may not be the first
--   spend_days        BIGINT         count   purchase days worth more than 0, the first included
--   spend_value       DECIMAL(38,4)  money   net of all invoices and adjustments less the credit notes linked or matched to them
--   mean_value        DOUBLE         money   spend_value by spend_days; NULL without a spend day, or unless it is above 0
--   repeat_days       BIGINT         count   spend days after the first purchase day
--   repeat_value      DECIMAL(38,4)  money   spend_value without that of the first purchase day
--   unmatched_credit  DECIMAL(38,4)  money   credit notes without an own invoice, as a positive amount
--   net               DECIMAL(38,4)  money   net revenue: spend_value less unmatched_credit
--   cost              DECIMAL(38,4)  money   sum of known costs
--   net_costed        DECIMAL(38,4)  money   net of the lines whose cost is known
--   net_abs           DECIMAL(38,4)  money   sum of absolute net amounts
--   net_abs_costed    DECIMAL(38,4)  money   the same of the lines whose cost is known
--   before_x          INTEGER        count   x as of cut; NULL without a purchase day until then, and without cut
--   before_t_x        INTEGER        days    t_x as of cut
--   before_t_age      INTEGER        days    from the first purchase day to cut
--   before_year       BIGINT         count   purchase days in the 12 months up to cut, as known then
--   after_cut         BIGINT         count   purchase days after cut, as known on as_of
--   as_of             DATE           date    last day, inclusive
-- notes:   A purchase day is a customer's day with a purchase that stands as of as_of (CS5): several orders of a day are one event. Under
--   zero_value_orders 'count' a day with an order worth 0 is one too, and so it is where no order of the ledger is worth anything, since
--   such a ledger holds no amounts. All orders of several days count on their first day. Left-censored as in customer_status.
with config as materialized (
    select
        b.last_day,
        b.grain,
        coalesce(getvariable('landscape_ledger_complete_from')::date, s.ledger_complete_from) as complete_from,
        coalesce(getvariable('landscape_left_censor_days')::integer, s.left_censor_days) as censor_days,
        landscape_base.counts_zero_orders(
            coalesce(zero_value_orders::varchar, getvariable('landscape_zero_value_orders')::varchar, s.zero_value_orders)
        ) as counts_zero,
        period_edge(b.last_day, 24) as recent_start,
        cut::date as cut,
        period_edge(cut::date, 12) as cut_year_start,
    from landscape_base.basics(as_of := as_of, level := level) as b
    cross join landscape_base.settings_row as s
),

members as (
    select c.customer_id, c.parent_id
    from landscape_base.customers as c
    cross join config
    where c.kind = 'ranked' and config.grain = 'parent'
),

-- several accounts of a group may buy on one day: they are put together by day before they are counted
group_days as (
    select
        cu.parent_id as unit_id, f.day, sum(f.purchases) as purchases, sum(f.purchases_then) as purchases_then,
        sum(f.zero_invoices) as zero_invoices, sum(f.value) as value,
        sum(f.net) as net, sum(f.cost) as cost, sum(f.net_costed) as net_costed, sum(f.net_abs) as net_abs,
        sum(f.net_abs_costed) as net_abs_costed, sum(f.unmatched) as unmatched,
    from landscape_base.history_days(when_level := 'parent', as_of := as_of, level := level, cut := cut) as f
    inner join members as cu
        on f.customer_id = cu.customer_id
    group by cu.parent_id, f.day
),

unit_days as not materialized (
    select
        f.customer_id as unit_id, f.day, f.purchases, f.purchases_then, f.zero_invoices, f.value, f.net, f.cost, f.net_costed,
        f.net_abs, f.net_abs_costed, f.unmatched,
    from landscape_base.history_days(when_level := 'customer', as_of := as_of, level := level, cut := cut) as f
    union all
    select
        g.unit_id, g.day, g.purchases, g.purchases_then, g.zero_invoices, g.value, g.net, g.cost, g.net_costed,
        g.net_abs, g.net_abs_costed, g.unmatched,
    from group_days as g
),

paid as not materialized (
    select
        d.*,
        case when d.purchases > 0 then d.day end as paid_day,
        case when d.purchases > 0 and d.day > config.recent_start then d.day end as recent_day,
        case when d.purchases_then > 0 and d.day <= config.cut then d.day end as before_day,
        case when d.purchases > 0
            then 1 + case when d.day > config.recent_start then 1048576 else 0 end + case when d.day > config.cut then 1099511627776 else 0 end
        end as known_counts,
        case when d.purchases_then > 0 and d.day <= config.cut then 1 + case when d.day > config.cut_year_start then 1048576 else 0 end end as past_counts,
    from unit_days as d
    cross join config
),

-- What one row of a grouping holds decides its time, so that counts share a number: each has twenty bits, more than there are days. Sums that
-- are not asked for are left out by a pass of their own.
all_sums as (
    select
        p.unit_id,
        coalesce(sum(p.known_counts), 0)::bigint as counts,
        min(p.paid_day) as first_paid_day,
        max(p.paid_day) as last_paid_day,
        arg_min(p.value, p.paid_day) as first_paid_value,
        min(p.recent_day) as first_recent_day,
        sum(greatest(p.purchases, 0)) as order_count,
        sum(p.value) as value,
        sum(p.cost) as cost,
        sum(p.net_costed) as net_costed,
        sum(p.net_abs) as net_abs,
        sum(p.net_abs_costed) as net_abs_costed,
        coalesce(sum(p.unmatched), 0) as unmatched,
        coalesce(sum(p.past_counts), 0)::bigint as before_counts,
        min(p.before_day) as first_before_day,
        max(p.before_day) as last_before_day,
    from paid as p
    where sums = 'all'
    group by p.unit_id
),

fit_sums as (
    select
        p.unit_id,
        coalesce(sum(p.known_counts), 0)::bigint as counts,
        min(p.paid_day) as first_paid_day,
        max(p.paid_day) as last_paid_day,
        arg_min(case when sums != 'none' then p.value end, p.paid_day) as first_paid_value,
        min(p.recent_day) as first_recent_day,
        sum(case when sums != 'none' then p.value end) as value,
        coalesce(sum(p.past_counts), 0)::bigint as before_counts,
        min(p.before_day) as first_before_day,
        max(p.before_day) as last_before_day,
    from paid as p
    where sums != 'all'
    group by p.unit_id
),

by_unit as materialized (
    select
        b.*,
        b.counts % 1048576 as paid_days,
        b.counts // 1048576 % 1048576 as recent_days,
        b.counts // 1099511627776 as later_days,
        b.before_counts % 1048576 as before_days,
        b.before_counts // 1048576 as before_year_days,
    from (
        from all_sums
        union all by name
        from fit_sums
    ) as b
),

-- days with nothing but orders worth 0, which few ledgers have; as of cut they may be others, where a credit was not known yet
unpaid as materialized (
    select
        z.unit_id,
        count(z.now_day) as zero_count,
        min(z.now_day) as first_day,
        max(z.now_day) as last_day,
        arg_min(z.value, z.now_day) as first_value,
        count(case when z.now_day > z.cut then 1 end) as later_count,
        count(z.before_day) as before_count,
        count(case when z.before_day > z.cut_year_start then 1 end) as before_year_count,
        min(z.before_day) as first_before_day,
        max(z.before_day) as last_before_day,
    from (
        select
            o.unit_id, o.value,
            case when o.purchases <= 0 then o.day end as now_day,
            case when o.purchases_then <= 0 and o.day <= config.cut then o.day end as before_day,
            config.cut,
            config.cut_year_start,
        from (
            select f.customer_id as unit_id, f.day, f.value, f.purchases, f.purchases_then
            from landscape_base.history_days(when_level := 'customer', as_of := as_of, level := level, cut := cut) as f
            where f.zero_invoices > 0
            union all
            select g.unit_id, g.day, g.value, g.purchases, g.purchases_then
            from group_days as g
            where g.zero_invoices > 0
        ) as o
        cross join config
    ) as z
    group by z.unit_id
),

histories as (
    select
        u.*,
        coalesce(z.zero_count, 0) as zero_count,
        u.paid_days + case when config.counts_zero then coalesce(z.zero_count, 0) else 0 end as events,
        least(u.first_paid_day, case when config.counts_zero then z.first_day end) as first_day,
        greatest(u.last_paid_day, case when config.counts_zero then z.last_day end) as last_day,
        case when config.counts_zero and z.first_day < coalesce(u.first_paid_day, 'infinity') then z.first_value else u.first_paid_value end as first_value,
        u.later_days + case when config.counts_zero then coalesce(z.later_count, 0) else 0 end as later_events,
        u.before_days + case when config.counts_zero then coalesce(z.before_count, 0) else 0 end as before_events,
        u.before_year_days + case when config.counts_zero then coalesce(z.before_year_count, 0) else 0 end as before_year_events,
        least(u.first_before_day, case when config.counts_zero then z.first_before_day end) as first_before,
        greatest(u.last_before_day, case when config.counts_zero then z.last_before_day end) as last_before,
    from by_unit as u
    left join unpaid as z
        on u.unit_id = z.unit_id
    cross join config
),

-- the few accounts of which something is to be known; joining all of them would cost as much as the sums
special as (
    select
        case when config.grain = 'parent' and cu.kind = 'ranked' then cu.parent_id else cu.customer_id end as unit_id,
        bool_or(cu.kind != 'ranked') as unranked,
        min(cu.first_order_date) as stated_day,
    from landscape_base.customers as cu
    cross join config
    where cu.kind != 'ranked' or cu.first_order_date is not null
    group by case when config.grain = 'parent' and cu.kind = 'ranked' then cu.parent_id else cu.customer_id end
),

-- Who could be left-censored by its own gap: the mean of the logarithms of gaps is at most the logarithm of their mean, which first and last day
-- tell. Mostly nobody is, and the gaps themselves, which take as long as all of the sums, need not be looked at.
spans as (
    select
        u.unit_id,
        u.first_day,
        case when u.recent_days > 3 then u.recent_days - 1 else u.paid_days - 1 end as gaps,
        case when u.recent_days > 3 then u.last_paid_day - u.first_recent_day else u.last_paid_day - u.first_paid_day end as days,
    from histories as u
    cross join config
    where u.paid_days > 3
        and config.censor_days is null
        and (config.grain = 'parent' or u.unit_id not in (select sp.unit_id from special as sp where sp.unranked))
),

longest as (
    select sum(s.gaps * ln(s.days / s.gaps)) / nullif(sum(s.gaps), 0) as mu
    from spans as s
),

in_doubt as (
    select count(*) > 0 as any_is
    from spans as s
    cross join longest as l
    cross join config
    where s.first_day - config.complete_from > 180
        and (s.gaps * ln(s.days / s.gaps) + 3 * l.mu) / (s.gaps + 3) > ln(s.first_day - config.complete_from) - 1e-6
)

select
    u.unit_id as customer_id,
    case when u.events > 0 then (u.events - 1)::integer end as x,
    (u.last_day - u.first_day)::integer as t_x,
    (config.last_day - u.first_day)::integer as t_age,
    u.first_day as first_event,
    u.last_day as last_event,
    case when sums = 'all' then coalesce(u.order_count, 0) end::bigint as orders,
    u.zero_count::bigint as zero_days,
    coalesce(
        u.first_day - config.complete_from <= coalesce(config.censor_days, greatest(g.typical_gap, 180))
        and not coalesce(s.stated_day >= config.complete_from, false),
        false
    ) as left_censored,
    u.paid_days as spend_days,
    u.value::decimal(38, 4) as spend_value,
    case when u.paid_days > 0 and u.value > 0 then u.value::double / u.paid_days end as mean_value,
    (u.paid_days - coalesce(u.first_paid_day = u.first_day, false)::integer)::bigint as repeat_days,
    (u.value - coalesce(u.first_value, 0))::decimal(38, 4) as repeat_value,
    case when sums = 'all' then u.unmatched end::decimal(38, 4) as unmatched_credit,
    case when sums = 'all' then u.value - u.unmatched end::decimal(38, 4) as net,
    u.cost::decimal(38, 4) as cost,
    u.net_costed::decimal(38, 4) as net_costed,
    u.net_abs::decimal(38, 4) as net_abs,
    u.net_abs_costed::decimal(38, 4) as net_abs_costed,
    case when u.before_events > 0 then (u.before_events - 1)::integer end as before_x,
    (u.last_before - u.first_before)::integer as before_t_x,
    (config.cut - u.first_before)::integer as before_t_age,
    case when config.cut is not null then u.before_year_events end::bigint as before_year,
    case when config.cut is not null then u.later_events end::bigint as after_cut,
    config.last_day as as_of,
from histories as u
left join special as s
    on u.unit_id = s.unit_id
left join landscape_base.typical_gaps(as_of := as_of, level := level, asked := (select i.any_is from in_doubt as i)) as g
    on u.unit_id = g.customer_id
cross join config
where config.grain = 'parent' or not coalesce(s.unranked, false)
