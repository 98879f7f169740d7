-- name:    retention_worklist
-- kind:    figure
-- summary: Whom to look after first: the value at risk of every customer, what to do and who does it (requirements B8, B12, B13).
-- grain:   one row per customer_id with an expectation
-- source:  ltv_rows, ranked_spans, tier_span, basics, period_edge, landscape_base.customers, customers, ledger, customer_days, unit_of, contracts, aliases, complaints, touches, policy, typical_gaps, product_counts, customer_orders
-- kept:    value_at_risk desc, customer_id
-- args:
--   as_of    DATE     date    NULL  last day, inclusive; the setting when NULL
--   model    VARCHAR  text    NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure  VARCHAR  text    NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id      VARCHAR        key    never NULL
--   name             VARCHAR        text   NULL when unknown
--   status           VARCHAR        text   existing, ex-customer or prospect
--   tier             VARCHAR        text   tier now; NULL without a line in its window
--   owner            VARCHAR        text   customers.account_manager, else the sales person of the last line; NULL when unknown
--   action           VARCHAR        text   deliver, renew, engage, project, know or sell: the first of these that has a ground
--   ground           VARCHAR        text   why this action
--   value_at_risk    DECIMAL(18,4)  money  p_no_order x value_if_alive
--   p_no_order       DOUBLE         ratio  probability of no order in the next 12 months; of a contract, that it no longer runs then
--   value_if_alive   DECIMAL(18,4)  money  value of the next 12 months, if it still is a customer; not discounted, of the measure
--   last_order       DATE           date   last purchase
--   days_since_last  INTEGER        days   from the last purchase day to as_of
--   as_of            DATE           date   last day, inclusive
-- example: select customer_id, owner, action, ground, value_at_risk from retention_worklist order by value_at_risk desc limit 10
-- notes:   deliver: an open complaint, or more given back in the last 12 months than before and 5 % or more of what was sold. renew: a contract whose
--   end or last day of notice lies within 120 days, or an order overdue by the customer's own gap. engage: no outbound touch within the days
--   of touch_policy for its tier. project: fewer products than in the year before. know: nothing is recorded of what kind of customer it is,
--   though it is of others. sell: none of these.
--   Calls functions of this program: a plain DuckDB reads ltv_scores instead.
with config as materialized (
    select b.last_day, b.grain, period_edge(b.last_day, 12) as year_start
    from landscape_base.basics(as_of := as_of) as b
),

members as materialized (
    select
        cu.customer_id as account,
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

scored as (
    select
        r.customer_id,
        1 - r.p_buy_12m as silent,
        case r.method
            when 'btyd' then r.expected_orders / nullif(r.p_alive, 0) * r.per_order
            when 'migration' then r.residual / nullif(r.p_buy_12m, 0)
            else r.residual
        end as worth,
        r.days_since_last,
    from landscape_base.ltv_rows(as_of := as_of, horizon_months := 12, discount := 0, model := model, measure := measure) as r
    where r.residual is not null
),

-- what was given back, by the sign of the days' sums
returned as (
    select
        m.unit_id,
        sum(a.abs_now - a.net_now)::double / 2 as back_now,
        sum(a.abs_now + a.net_now)::double / 2 as sold_now,
        sum(a.abs_before - a.net_before)::double / 2 as back_before,
        sum(a.abs_before + a.net_before)::double / 2 as sold_before,
    from (
        select
            cd.customer_id,
            sum(case when cd.day > config.year_start then cd.net end) as net_now,
            sum(case when cd.day > config.year_start then cd.net_abs end) as abs_now,
            sum(case when cd.day <= config.year_start then cd.net end) as net_before,
            sum(case when cd.day <= config.year_start then cd.net_abs end) as abs_before,
        from landscape_base.customer_days as cd
        cross join config
        where cd.day <= config.last_day
        group by cd.customer_id
    ) as a
    inner join members as m
        on a.customer_id = m.account
    group by m.unit_id
    having sum(a.abs_now - a.net_now) > 0
),

complained as (
    select m.unit_id, count(*) as open_complaints
    from complaints as c
    cross join config
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    where c.opened_on <= config.last_day and coalesce(c.resolved_on > config.last_day, true)
    group by m.unit_id
),

due as (
    select m.unit_id, min(least(c.end_date, coalesce(c.notice_date, c.end_date))) as due_on
    from contracts as c
    cross join config
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    where c.start_date <= config.last_day and c.end_date > config.last_day
        and least(c.end_date, coalesce(c.notice_date, c.end_date)) <= config.last_day + 120
    group by m.unit_id
),

touched as (
    select m.unit_id, max(t.last_at)::date as last_touch
    from (
        select e.customer_id, max(e.touched_at) as last_at
        from touches as e
        cross join config
        where e.touched_at::date <= config.last_day and coalesce(e.direction, 'out') = 'out'
        group by e.customer_id
    ) as t
    left join landscape_base.aliases as a
        on t.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, t.customer_id) = m.account
    group by m.unit_id
),

wanted as (
    select p.tier as tier_name, p.status as status_name, min(p.target_days) as target
    from landscape_base.policy as p
    where p.target_days is not null and exists (from touches)
    group by p.tier, p.status
),

described as materialized (
    select
        m.unit_id,
        max(c.account_manager) as manager,
        bool_or(coalesce(c.persona, c.industry, c.region, c.size_band) is not null) as known,
        (select count(*) > 0 from customers as k where coalesce(k.persona, k.industry, k.region, k.size_band) is not null) as others_known,
    from customers as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    group by m.unit_id
),

-- who sold last is looked up in the lines, and only where nobody is the account manager
unmanaged as (
    select m.account, m.unit_id
    from members as m
    left join described as d
        on m.unit_id = d.unit_id
    where d.manager is null
),

sold_by as (
    select m.unit_id, arg_max(l.rep, (l.invoice_date, l.rep)) as rep
    from landscape_base.ledger as l
    inner join unmanaged as m
        on l.customer_id = m.account
    cross join config
    where l.rep is not null and l.invoice_date <= config.last_day
    group by m.unit_id
),

products as (
    select
        pc.customer_id,
        max(pc.products) filter (where pc.period = 0) as now,
        max(pc.products) filter (where pc.period = 1) as before,
    from landscape_base.product_counts(as_of := as_of, period_months := 12, years := 2, period_kind := 'rolling') as pc
    group by pc.customer_id
),

placed as (
    select
        s.customer_id,
        s.silent,
        s.worth,
        s.days_since_last,
        o.status as status_name,
        o.last_order,
        r.tier as tier_name,
        coalesce(d.manager, b.rep) as owner_name,
        case
            when c.open_complaints > 0 then c.open_complaints || ' open complaint' || case when c.open_complaints > 1 then 's' else '' end
            when g.back_now >= 0.05 * nullif(g.sold_now, 0)
                and g.back_now / nullif(g.sold_now, 0) > coalesce(g.back_before / nullif(g.sold_before, 0), 0)
                then round(100 * g.back_now / g.sold_now)::integer || ' % of the last 12 months was given back'
        end as to_deliver,
        case
            when e.due_on is not null then 'the contract is due by ' || e.due_on::varchar
            when s.days_since_last > t.typical_gap
                then 'last order ' || s.days_since_last || ' days ago, usually every ' || round(t.typical_gap)::integer
        end as to_renew,
        case
            when w.target is not null and coalesce(config.last_day - h.last_touch > w.target, true)
                then coalesce('last contact ' || (config.last_day - h.last_touch)::varchar || ' days ago', 'never contacted')
                    || ', wanted every ' || w.target
        end as to_engage,
        case
            when coalesce(p.now, 0) < p.before then coalesce(p.now, 0) || ' products in 12 months, ' || p.before || ' in the year before'
        end as to_project,
        case when d.others_known and not d.known then 'nothing recorded on persona, industry, region or size' end as to_know,
        config.last_day,
    from scored as s
    cross join config
    left join landscape_base.customer_orders(as_of := as_of) as o
        on s.customer_id = o.customer_id
    left join landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, null), as_of := as_of, measure := measure
    ) as r
        on s.customer_id = r.customer_id and r.kind = 'ranked'
    left join described as d
        on s.customer_id = d.unit_id
    left join sold_by as b
        on s.customer_id = b.unit_id
    left join complained as c
        on s.customer_id = c.unit_id
    left join returned as g
        on s.customer_id = g.unit_id
    left join due as e
        on s.customer_id = e.unit_id
    left join landscape_base.typical_gaps(as_of := as_of) as t
        on s.customer_id = t.customer_id
    left join touched as h
        on s.customer_id = h.unit_id
    left join wanted as w
        on r.tier = w.tier_name and o.status = w.status_name
    left join products as p
        on s.customer_id = p.customer_id
)

select
    p.customer_id as customer_id,
    cu.name as name,
    p.status_name as status,
    p.tier_name as tier,
    p.owner_name as owner,
    case
        when p.to_deliver is not null then 'deliver'
        when p.to_renew is not null then 'renew'
        when p.to_engage is not null then 'engage'
        when p.to_project is not null then 'project'
        when p.to_know is not null then 'know'
        else 'sell'
    end as action,
    coalesce(p.to_deliver, p.to_renew, p.to_engage, p.to_project, p.to_know, 'a customer in order') as ground,
    try_cast(p.silent * p.worth as decimal(18, 4)) as value_at_risk,
    round(p.silent, 8) as p_no_order,
    try_cast(p.worth as decimal(18, 4)) as value_if_alive,
    p.last_order as last_order,
    p.days_since_last as days_since_last,
    p.last_day as as_of,
from placed as p
left join landscape_base.customers as cu
    on p.customer_id = cu.customer_id
