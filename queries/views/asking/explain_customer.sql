-- name:    explain_customer
-- kind:    table_macro
-- summary: Everything known of one customer as numbered facts, each with where it comes from and the query that yields it.
-- grain:   one row per fact
-- source:  customer_standing, customer_baskets, customers, aliases, touches, contacts, deals, contracts, complaints, satisfaction, referrals, churn_reasons, ltv_scores
-- args:
--   customer  VARCHAR  key   required  customer_id, or that of an account merged into it; of a root parent at level parent
--   as_of     DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   no      INTEGER  rank  1 to n
--   topic   VARCHAR  text  rank, value, movement, status, rhythm, churn, products, profit, who, contact, pipeline, contract, complaint, satisfaction, referral, lifetime or next step
--   fact    VARCHAR  text  a sentence; amounts in base currency
--   origin  VARCHAR  text  figure or table that says so
--   query   VARCHAR  text  SQL that yields it
-- example: select topic, fact from explain_customer('Acme')
-- notes:   No row for an id that is no ranked customer, and no fact about what is not known. Always by revenue, over windows of tier_months. A product is
--   a product line where it has one. The rhythm is the median of the customer's own gaps, without those of others that lapse alerts draw
--   it towards. The next step is a rule over the facts above it, in this order: no purchase yet, ex-customer, overdue, products dropped,
--   spend fell, new, loss, grown.
with subject as materialized (
    select
        s.*,
        case when s.months = 12 then 'year' else s.months || ' months' end as window_name,
        'customer_id = ''' || replace(s.customer_id, '''', '''''') || '''' as is_it,
        'as_of := date ''' || s.as_of || '''' as on_day,
        case when s.days_since_last >= 2 * s.usual_gap then s.days_since_last / s.usual_gap end as times_late,
    from landscape_base.customer_standing(customer := customer, as_of := as_of) as s
),

own as materialized (
    select c.*
    from customers as c
    inner join subject as s
        on c.customer_id = s.customer_id
),

baskets as materialized (
    select b.line, b.in_profile, b.v0, b.v1
    from landscape_base.customer_baskets(customer := customer, as_of := as_of) as b
),

lines_of as materialized (
    select
        coalesce(count(*) filter (where b.in_profile and b.v0 > 0), 0) as count0,
        coalesce(count(*) filter (where b.in_profile and b.v1 > 0), 0) as count1,
        string_agg(b.line, ', ' order by b.v0 desc, b.line) filter (where b.in_profile and b.v0 > 0 and b.v1 <= 0) as dropped,
        sum(b.v0) filter (where b.in_profile and b.v0 > 0 and b.v1 <= 0) as dropped_value,
        array_to_string(
            list(format('{} {:,.2f}', b.line, b.v1::double) order by b.v1 desc, b.line) filter (where b.v1 > 0)[:3], ', '
        ) as best,
    from baskets as b
),

churned as materialized (
    select
        s.*,
        l.dropped,
        l.dropped_value,
        case
            when not s.was_active then null
            when not s.is_active then 'account'
            when l.count1 < l.count0 and s.v1 < s.v0 then 'product'
            when s.v1 < s.v0 then 'decreased_spend'
            else 'none'
        end as churn_name,
    from subject as s
    cross join lines_of as l
),

-- the subject and the accounts merged into it
ids as materialized (
    select s.customer_id as id from subject as s
    union
    select a.alias_id
    from landscape_base.aliases as a
    inner join subject as s
        on a.customer_id = s.customer_id
),

contacted as (
    select t.touch_id, t.touched_at, t.class, t.channel, t.direction, t.user_id
    from touches as t
    inner join ids
        on t.customer_id = ids.id
    union all
    select t.touch_id, t.touched_at, t.class, t.channel, t.direction, t.user_id
    from touches as t
    inner join (select c.contact_id from contacts as c inner join ids on c.customer_id = ids.id) as p
        on t.contact_id = p.contact_id
    where t.customer_id is null and t.prospect_id is null
),

touched as (
    select
        count(*) filter (where t.touched_at::date > s.start_day) as n,
        count(*) filter (where t.touched_at::date > s.start_day and coalesce(t.class, 'personal') = 'personal') as personal,
        max(t.touched_at::date) as last_day,
        arg_max(
            concat_ws(' ', coalesce(t.class, 'personal'), t.channel, case when t.direction = 'in' then 'from them' end), (t.touched_at, t.touch_id)
        ) as last_kind,
        arg_max(t.user_id, (t.touched_at, t.touch_id)) as last_user,
    from contacted as t
    inner join subject as s
        on t.touched_at::date <= s.as_of
    having count(*) > 0
),

offered as (
    select count(*) as n, sum(d.amount) as amount, min(d.expected_close_date) as next_day
    from landscape_base.deals(as_of := as_of) as d
    inner join subject as s
        on d.customer_id = s.customer_id
    where d.outcome = 'open'
    having count(*) > 0
),

agreed as (
    select count(*) as n, min(k.end_date) as next_end
    from contracts as k
    inner join ids
        on k.customer_id = ids.id
    cross join subject as s
    where coalesce(k.start_date <= s.as_of, true) and coalesce(k.end_date >= s.as_of, true)
    having count(*) > 0
),

complained as (
    select count(*) as n, count(*) filter (where k.resolved_on is null or k.resolved_on > s.as_of) as unsolved, max(k.opened_on) as last_day
    from complaints as k
    inner join ids
        on k.customer_id = ids.id
    cross join subject as s
    where k.opened_on <= s.as_of
    having count(*) > 0
),

answered as (
    select arg_max(k.score, k.answered_on) as score, max(k.answered_on) as last_day
    from satisfaction as k
    inner join ids
        on k.customer_id = ids.id
    cross join subject as s
    where k.answered_on <= s.as_of and k.score is not null
    having count(*) > 0
),

recommended as (
    select
        count(*) filter (where r.referrer_id = s.customer_id) as made,
        count(*) filter (where r.referrer_id = s.customer_id and r.referred_customer_id is not null) as became,
        min(r.referrer_id) filter (where r.referred_customer_id = s.customer_id) as came_by,
    from referrals as r
    inner join subject as s
        on r.referral_date <= s.as_of
            and ((r.referrer_kind = 'customer' and r.referrer_id = s.customer_id) or r.referred_customer_id = s.customer_id)
    having count(*) > 0
),

left_for as (
    select arg_max(k.reason, k.recorded_on) as reason, max(k.recorded_on) as last_day
    from churn_reasons as k
    inner join ids
        on k.customer_id = ids.id
    cross join subject as s
    where k.recorded_on <= s.as_of
    having count(*) > 0
),

facts as (
    select 1 as place, 'rank' as topic, 'pareto_rank' as origin,
        case
            when s.rank is null then format('not ranked in the {} to {}', replace(s.window_name, 'year', 'twelve months'), s.as_of)
            else format('number {:,} of {:,} by revenue in the {} to {}, {:.1f} % of the total', s.rank, s.ranked, s.window_name, s.as_of,
                100 * coalesce(s.share, 0))
        end as fact,
        format('from pareto_rank({}, measure := ''revenue'') where {}', s.on_day, s.is_it) as query,
    from subject as s
    union all
    select 2, 'value', 'pareto_rank',
        format('{:,.2f} revenue in {:,} purchases; tier {}{}', s.v1::double, s.purchases, coalesce(s.tier, 'none'),
            case
                when s.tier_before is null then ''
                when s.tier_before = s.tier then format(', as the {} before', s.window_name)
                else format(', {} the {} before', s.tier_before, s.window_name)
            end),
        format('from pareto_rank({}, measure := ''revenue'') where {}', s.on_day, s.is_it)
    from subject as s
    union all
    select 3, 'movement', 'revenue_split',
        case
            when not s.comparable then format('cannot be compared with the {} before', s.window_name)
            when s.was_active and not s.is_active then format('lost: {:,.2f} the {} before', s.v0::double, s.window_name)
            when s.is_active and not s.was_active and s.is_new then format('new: first purchase on {}', s.first_order)
            when s.is_active and not s.was_active then 'came back after a silence'
            when not s.is_active then format('bought neither in the {} nor before', s.window_name)
            when greatest(s.v1, 0) > greatest(s.v0, 0) then format('grew by {:,.2f}', (greatest(s.v1, 0) - greatest(s.v0, 0))::double)
            when greatest(s.v1, 0) < greatest(s.v0, 0) then format('shrank by {:,.2f}', (greatest(s.v0, 0) - greatest(s.v1, 0))::double)
            else format('bought for exactly as much as the {} before', s.window_name)
        end,
        format('from revenue_split({}, period_months := {}, years := 1, period_kind := ''rolling'', measure := ''revenue'') where {}',
            s.on_day, s.months, s.is_it)
    from subject as s
    union all
    select 4, 'status', 'customer_status',
        case
            when s.last_order is null then s.status || ': no purchase' || case when s.returns_only then ', but credit notes' else '' end
            else format('{}: {:,} purchases from {} to {}, the last {:,} days before {}', s.status, s.orders, s.first_order, s.last_order,
                s.days_since_last, s.as_of)
        end,
        format('from customer_status({}) where {}', s.on_day, s.is_it)
    from subject as s
    union all
    select 5, 'rhythm', 'purchase_days',
        format('buys every {:.0f} days or so; {}', s.usual_gap,
            case
                when s.times_late is not null then format('silent for {:.1f} times that', s.times_late)
                else format('next purchase expected around {}', s.last_order + round(s.usual_gap)::integer)
            end),
        format('select pd.day from landscape_base.purchase_days({}) as pd where pd.{} order by pd.day', s.on_day, s.is_it)
    from subject as s
    where s.usual_gap > 0
    union all
    select 6, 'churn', 'churn',
        case s.churn_name
            when 'account' then format('left: {:,.2f} before, nothing since', s.v0::double)
            when 'product' then format('dropped {} (worth {:,.2f} before)', coalesce(s.dropped, 'products'), coalesce(s.dropped_value, 0)::double)
            when 'decreased_spend' then format('spends {:,.2f} less than before', (s.v0 - s.v1)::double)
            else 'none'
        end,
        format('from churn({}, months := {}) where {}', s.on_day, s.months, s.is_it)
    from churned as s
    where s.churn_name is not null
    union all
    select 7, 'products', 'ledger', 'most of it: ' || l.best,
        format('select l.product_id, sum(l.net) as revenue from landscape_base.ledger as l where l.{} group by l.product_id', s.is_it)
    from lines_of as l
    cross join subject as s
    where l.best != ''
    union all
    select 8, 'profit', 'pareto_rank',
        format('{:,.2f} profit, {:.1f} % of revenue{}', s.profit::double, 100 * s.profit::double / s.v1::double,
            case when s.cost_to_serve != 0 then format('; {:,.2f} to serve', s.cost_to_serve::double) else '' end),
        format('from pareto_rank({}, measure := ''profit'') where {}', s.on_day, s.is_it)
    from subject as s
    where s.profit is not null and s.v1 > 0
    union all
    select 9, 'who', 'customers',
        concat_ws('; ', o.industry, o.region, o.persona, 'size ' || o.size_band, 'account manager ' || o.account_manager, 'part of ' || o.parent_id,
            'status set to ' || o.status_override, 'tier set to ' || o.tier_override, 'potential ' || o.potential_override,
            nullif(array_to_string(list_transform(map_entries(o.attrs), lambda e: e.key || ' ' || e.value), '; '), '')),
        format('from customers where {}', s.is_it)
    from own as o
    cross join subject as s
    union all
    select 10, 'contact', 'touches',
        format('{:,} touches in the {}, {:,} of them personal; the last on {}{}', t.n, s.window_name, t.personal, t.last_day,
            coalesce(nullif(concat_ws(' by ', ': ' || nullif(t.last_kind, ''), t.last_user), ''), '')),
        format('from touches where {} order by touched_at desc', s.is_it)
    from touched as t
    cross join subject as s
    union all
    select 11, 'pipeline', 'opportunities',
        format('{:,} open, worth {:,.2f}{}', d.n, coalesce(d.amount, 0)::double, coalesce(', the next expected on ' || d.next_day, '')),
        format('from opportunities where {} and coalesce(outcome, ''open'') = ''open''', s.is_it)
    from offered as d
    cross join subject as s
    union all
    select 12, 'contract', 'contracts', format('{:,} running{}', k.n, coalesce(', the first ends on ' || k.next_end, '')),
        format('from contracts where {}', s.is_it)
    from agreed as k
    cross join subject as s
    union all
    select 13, 'complaint', 'complaints', format('{:,} so far, {:,} open; the last on {}', k.n, k.unsolved, k.last_day),
        format('from complaints where {}', s.is_it)
    from complained as k
    cross join subject as s
    union all
    select 14, 'satisfaction', 'satisfaction', format('{:g} of 10 on {}', k.score, k.last_day), format('from satisfaction where {}', s.is_it)
    from answered as k
    cross join subject as s
    union all
    select 15, 'referral', 'referrals',
        concat_ws('; ', 'came through ' || r.came_by, case when r.made > 0 then format('recommended us {:,} times, {:,} became customers', r.made, r.became) end),
        format('from referrals where referrer_id = ''{0}'' or referred_customer_id = ''{0}''', replace(s.customer_id, '''', ''''''))
    from recommended as r
    cross join subject as s
    union all
    select 16, 'reason', 'churn_reasons', format('{}, recorded on {}', k.reason, k.last_day), format('from churn_reasons where {}', s.is_it)
    from left_for as k
    cross join subject as s
    union all
    select 17, 'lifetime', 'ltv_scores',
        format('{:,.2f} in all, {:,.2f} of it expected in the {} months after {}', v.ltv_total::double,
            (case when v.measure = 'revenue' then v.revenue_residual else v.profit_residual end)::double, v.horizon_months, v.as_of),
        format('from ltv_scores where {}', s.is_it)
    from ltv_scores as v
    inner join subject as s
        on v.customer_id = s.customer_id
    where v.as_of <= s.as_of and v.ltv_total is not null
        and case when v.measure = 'revenue' then v.revenue_residual else v.profit_residual end is not null
    union all
    select 18, 'next step', 'the facts above',
        case
            when s.last_order is null then 'find out what a first order would take'
            when s.status = 'ex-customer' then 'win back: ask why the purchases stopped in ' || strftime(s.last_order, '%B %Y')
            when s.times_late is not null then 'call now: the silence is long for this customer'
            when s.churn_name = 'product' then 'ask what replaced ' || coalesce(s.dropped, 'the dropped products')
            when s.churn_name = 'decreased_spend' then 'review the account: spend fell without a product being dropped'
            when s.comparable and s.is_new and not s.was_active then 'welcome: make the second and third purchase easy'
            when s.profit < 0 then 'look at price and cost: the customer costs more than it brings'
            when s.v1 > s.v0 then 'thank, and offer what similar customers buy'
            else 'keep the usual rhythm'
        end,
        format('select topic, fact from explain_customer(''{}'', {})', replace(s.customer_id, '''', ''''''), s.on_day)
    from churned as s
)

select
    (row_number() over (order by f.place))::integer as no,
    f.topic as topic,
    f.fact as fact,
    f.origin as origin,
    f.query as query,
from facts as f
where f.fact != ''
order by f.place
