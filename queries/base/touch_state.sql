-- name:    touch_state
-- kind:    base_table_macro
-- summary: How everyone stands to the policy of contacts: the last touch, the next one due, and how many there were in 30 days.
-- grain:   one row per customer or prospect and channel class that touch_policy has a row for; none without touches
-- source:  basics, parties, party_touches, policy, callbacks, touches
-- kept:    party_kind, party_id
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   party_kind     VARCHAR        text   customer or prospect
--   party_id       VARCHAR        key    customer or root parent, or the prospect
--   name           VARCHAR        text   NULL when unknown
--   status         VARCHAR        text   existing, ex-customer or prospect
--   tier           VARCHAR        text   NULL without one
--   rank           BIGINT         rank   of a customer; NULL for a prospect
--   policy_tier    VARCHAR        text   the tier that the policy goes by
--   value_12m      DECIMAL(38,4)  money  revenue of the last 12 months
--   owner          VARCHAR        text   NULL when unknown
--   channel_class  VARCHAR        text   personal, bulk or automated
--   target_days    INTEGER        days   longest wanted time between two touches; NULL when none is wanted
--   max_per_30d    INTEGER        count  most touches in 30 days; NULL is no limit
--   last_touch     DATE           date   last outbound touch that counts for the class; NULL without one
--   silent_since   DATE           date   last_touch, else the first order or creation, or the first touch in the log where that is later
--   touches_30d    BIGINT         count  outbound touches of the class in the last 30 days
--   basis          VARCHAR        text   callback, last_touch or never_touched: what next_due is counted from; NULL without a target
--   next_due       DATE           date   NULL without a target
--   last_order     DATE           date   last purchase of a customer; NULL without one
--   as_of          DATE           date   last day, inclusive
-- notes:   A personal touch counts for every class, a bulk or automated one for its own. Who was never touched is due target_days after
--   the first order (or creation), or after the first touch in the log where that is later. Who asked for later is due then.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
),

outbound as materialized (
    select
        t.party_kind,
        t.party_id,
        max(t.day) filter (where t.class = 'personal') as personal_day,
        max(t.day) filter (where t.class in ('personal', 'bulk')) as bulk_day,
        max(t.day) filter (where t.class in ('personal', 'automated')) as automated_day,
        count(*) filter (where t.class = 'personal' and t.day > config.last_day - 30) as personal_count,
        count(*) filter (where t.class = 'bulk' and t.day > config.last_day - 30) as bulk_count,
        count(*) filter (where t.class = 'automated' and t.day > config.last_day - 30) as automated_count,
    from landscape_base.party_touches(as_of := as_of) as t
    cross join config
    where t.direction = 'out'
    group by t.party_kind, t.party_id
),

begun as (
    select min(t.touched_at)::date as first_day
    from touches as t
    cross join config
    where t.touched_at::date <= config.last_day
),

promised as (
    select c.party_kind, c.party_id, min(c.due_date) as due_on
    from landscape_base.callbacks(as_of := as_of) as c
    group by c.party_kind, c.party_id
),

placed as (
    select
        p.*,
        w.channel_class,
        w.target_days as target,
        w.max_per_30d,
        case w.channel_class when 'personal' then o.personal_day when 'bulk' then o.bulk_day when 'automated' then o.automated_day end as last_day_of,
        case w.channel_class
            when 'personal' then o.personal_count when 'bulk' then o.bulk_count when 'automated' then o.automated_count
        end as recent,
        case when w.channel_class = 'personal' then c.due_on end as callback_on,
        greatest(p.since, begun.first_day) as waiting_since,
    from landscape_base.parties(as_of := as_of) as p
    inner join landscape_base.policy as w
        on coalesce(p.policy_tier, '') = w.tier and p.status = w.status
    cross join begun
    left join outbound as o
        on p.party_kind = o.party_kind and p.party_id = o.party_id
    left join promised as c
        on p.party_kind = c.party_kind and p.party_id = c.party_id
    where begun.first_day is not null
)

select
    p.party_kind as party_kind,
    p.party_id as party_id,
    p.name as name,
    p.status as status,
    p.tier as tier,
    p.rank as rank,
    p.policy_tier as policy_tier,
    p.value_12m as value_12m,
    p.owner as owner,
    p.channel_class as channel_class,
    p.target as target_days,
    p.max_per_30d as max_per_30d,
    p.last_day_of as last_touch,
    coalesce(p.last_day_of, p.waiting_since) as silent_since,
    coalesce(p.recent, 0)::bigint as touches_30d,
    case
        when p.target is null then null
        when p.callback_on is not null then 'callback'
        when p.last_day_of is not null then 'last_touch'
        else 'never_touched'
    end as basis,
    case when p.target is not null then coalesce(p.callback_on, coalesce(p.last_day_of, p.waiting_since) + p.target) end as next_due,
    p.last_order as last_order,
    config.last_day as as_of,
from placed as p
cross join config
