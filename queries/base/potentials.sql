-- name:    potentials
-- kind:    base_table_macro
-- summary: Every account with the tier it could reach, what that rests on, and what became of the time it was pursued (requirement A10).
-- grain:   one row per ranked customer that the ledger up to as_of or the table customers names
-- source:  config, thresholds, account_ranks, deals, whitespace, ltv_scores, customers, tier_focus, aliases
-- kept:    place, customer_id
-- args:
--   as_of        DATE     date   NULL  last day, inclusive; the setting when NULL
--   focus_limit  INTEGER  count  NULL  length of the list; the setting when NULL
-- columns:
--   customer_id     VARCHAR        key    customer
--   name            VARCHAR        text   NULL when unknown
--   status          VARCHAR        text   existing, ex-customer or prospect
--   last_order      DATE           date   last purchase; NULL without one
--   tier            VARCHAR        text   tier of the last tier_months
--   tier_no         INTEGER        rank   its place among the labels, 1 for the best
--   rank            BIGINT         rank   in the tier window
--   value           DECIMAL(38,4)  money  the measure in the tier window
--   share_above     DOUBLE         ratio  of the positive values of the tier window
--   nonpositive     BOOLEAN        flag   the value is 0 or below
--   a_floor         DECIMAL(38,4)  money  floor of tier A, as tier_floors gives it; the same in every row
--   b_floor         DECIMAL(38,4)  money  floor of tier B; the same in every row
--   value_12m       DECIMAL(38,4)  money  revenue of the last 12 months
--   manual          VARCHAR        text   customers.potential_override
--   pipeline        DECIMAL(38,4)  money  value_12m and the weighted annual amounts of open opportunities that are no repeat; NULL without one
--   run_rate        DECIMAL(38,4)  money  revenue of the last 90 days as of a year; NULL below 2 purchases in them
--   peer            DECIMAL(38,4)  money  value_12m and the gaps of whitespace; NULL without a gap
--   model           DECIMAL(38,4)  money  expected in 12 months, plus one standard deviation; NULL without a fit
--   amount          DECIMAL(38,4)  money  the greatest of the four, else value_12m
--   potential_tier  VARCHAR        text   the tier it could reach; NULL for none
--   potential_no    INTEGER        rank   its place among the labels
--   basis           VARCHAR        text   manual, pipeline, run_rate, peer or model; NULL without potential_tier
--   focus_started   DATE           date   first day of the last time it was pursued; NULL when never
--   focus_until     DATE           date   last day of it
--   outcome         VARCHAR        text   in_focus, promoted or confirmed_c; NULL when never pursued
--   standing        BIGINT         rank   on the list of potentials were it without end; NULL when not on it
--   place           BIGINT         rank   on the list of potentials; NULL when not on it
--   as_of           DATE           date   last day, inclusive
-- notes:   Existing customers of the last tier are looked at, against the floors of the other tiers. Who was pursued to the end in vain is not
--   proposed again; a new row of tier_focus pursues it again. A potential_override of its own tier keeps a customer off the list.
with config as materialized (
    select
        c.as_of as last_day,
        c.tier_labels as names,
        coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1) as a_index,
        coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2) as b_index,
        len(c.tier_labels) as last_no,
        t.focus_limit as most,
    from landscape_base.config(as_of := as_of) as c
    cross join landscape_base.thresholds(focus_limit := focus_limit) as t
),

ranks as materialized (
    select
        r.customer_id as unit_id, r.name, r.status, r.last_order, r.tier as tier_name, r.tier_no as level_no, r.rank as rank_now, r.value as amount_now,
        r.share_above as above, r.nonpositive as nothing, r.value_12m as net_year, r.net_90d as net_recent, r.orders_90d as orders_recent,
    from landscape_base.account_ranks(as_of := as_of) as r
),

-- the least revenue of each tier, in the order of the labels
floors as materialized (
    select
        list(f.least_net order by f.level_no) as least,
        max(f.least_net) filter (where f.level_no = f.a_index) as of_a,
        max(f.least_net) filter (where f.level_no = f.b_index) as of_b,
    from (
        select p.level_no, p.a_index, p.b_index, min(r.net_year) as least_net
        from (select unnest(range(1, config.last_no + 1)) as level_no, config.a_index, config.b_index from config) as p
        left join ranks as r
            on p.level_no = r.level_no and r.status = 'existing'
        group by p.level_no, p.a_index, p.b_index
    ) as f
),

promised as (
    select d.customer_id as unit_id, sum(round(d.annual_amount * d.probability, 4)::decimal(18, 4)) as likely
    from landscape_base.deals(as_of := as_of) as d
    where d.outcome = 'open' and not d.is_repeat and d.customer_id is not null
    group by d.customer_id
),

missing as (
    select w.customer_id as unit_id, sum(w.gap_value) as gap
    from whitespace(as_of := as_of, level := 'customer') as w
    group by w.customer_id
),

expected as (
    select y.customer_id as unit_id, round(y.revenue_12m + y.revenue_12m_sd, 4)::decimal(38, 4) as ahead
    from ltv_scores as y
    cross join config
    where y.as_of <= config.last_day and y.as_of > config.last_day - 366
),

wishes as (
    select c.customer_id as unit_id, nullif(trim(c.potential_override), '') as wish
    from customers as c
),

-- the last time each customer was pursued
pursued as (
    select
        coalesce(a.customer_id, t.customer_id) as unit_id,
        max(t.focus_started) as from_day,
        arg_max(coalesce(t.focus_until, (t.focus_started + to_months(6))::date), t.focus_started) as until_day,
        arg_max(t.potential_tier, t.focus_started) as aim,
    from tier_focus as t
    cross join config
    left join landscape_base.aliases as a
        on t.customer_id = a.alias_id
    where t.focus_started <= config.last_day
    group by coalesce(a.customer_id, t.customer_id)
),

measured as (
    select
        r.*,
        w.wish,
        r.net_year + p.likely as by_pipeline,
        case when r.orders_recent >= 2 then round(r.net_recent * 365 / 90, 4)::decimal(38, 4) end as by_run_rate,
        r.net_year + m.gap as by_peer,
        e.ahead as by_model,
        u.from_day,
        u.until_day,
        nullif(list_position(config.names, coalesce(w.wish, u.aim)), 0) as wish_no,
        case
            when u.from_day is null then null
            when r.status = 'existing' and r.level_no < config.last_no then 'promoted'
            when config.last_day <= u.until_day then 'in_focus'
            else 'confirmed_c'
        end as ended,
    from ranks as r
    cross join config
    left join promised as p
        on r.unit_id = p.unit_id
    left join missing as m
        on r.unit_id = m.unit_id
    left join expected as e
        on r.unit_id = e.unit_id
    left join wishes as w
        on r.unit_id = w.unit_id
    left join pursued as u
        on r.unit_id = u.unit_id
),

weighed as (
    select
        m.*,
        greatest(m.by_pipeline, m.by_run_rate, m.by_peer, m.by_model) as best,
        case
            when m.status = 'existing' and m.level_no = config.last_no and coalesce(m.ended, 'in_focus') = 'in_focus'
                and coalesce(m.wish_no < config.last_no, true)
                then [i for i in range(1, config.last_no) if m.wish_no = i or greatest(m.by_pipeline, m.by_run_rate, m.by_peer, m.by_model) >= floors.least[i]][1]
            when m.ended in ('promoted', 'confirmed_c') then coalesce(m.wish_no, 1)
        end as aim_no,
    from measured as m
    cross join config
    cross join floors
),

listed as (
    select
        w.*,
        case
            when w.aim_no is null then null
            when w.wish_no = w.aim_no then 'manual'
            when w.best = w.by_pipeline then 'pipeline'
            when w.best = w.by_run_rate then 'run_rate'
            when w.best = w.by_peer then 'peer'
            when w.best = w.by_model then 'model'
        end as reason,
        case
            when w.aim_no is not null and coalesce(w.ended, 'in_focus') = 'in_focus' then rank() over (
                partition by w.aim_no is not null and coalesce(w.ended, 'in_focus') = 'in_focus'
                order by w.ended is null, coalesce(w.best, w.net_year) desc
            )
        end as standing,
    from weighed as w
)

select
    l.unit_id as customer_id,
    l.name as name,
    l.status as status,
    l.last_order as last_order,
    l.tier_name as tier,
    l.level_no as tier_no,
    l.rank_now as rank,
    l.amount_now as value,
    l.above as share_above,
    l.nothing as nonpositive,
    floors.of_a::decimal(38, 4) as a_floor,
    floors.of_b::decimal(38, 4) as b_floor,
    l.net_year as value_12m,
    l.wish as manual,
    l.by_pipeline::decimal(38, 4) as pipeline,
    l.by_run_rate as run_rate,
    l.by_peer::decimal(38, 4) as peer,
    l.by_model as model,
    coalesce(l.best, l.net_year)::decimal(38, 4) as amount,
    config.names[l.aim_no] as potential_tier,
    l.aim_no::integer as potential_no,
    l.reason as basis,
    l.from_day as focus_started,
    l.until_day as focus_until,
    l.ended as outcome,
    l.standing as standing,
    case when l.standing <= config.most then l.standing end as place,
    config.last_day as as_of,
from listed as l
cross join config
cross join floors
