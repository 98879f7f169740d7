-- name:    policy
-- kind:    base_view
-- summary: The contacts wanted and allowed for each tier and status, from touch_policy, where a row of a status wins over one of every status.
-- grain:   one row per tier, status and channel_class
-- source:  touch_policy
-- columns:
--   tier           VARCHAR  text   empty text for who has no tier, so that it can be joined
--   status         VARCHAR  text   never NULL
--   channel_class  VARCHAR  text   personal, bulk or automated
--   target_days    INTEGER  days   longest wanted time between two touches; NULL when none is wanted
--   max_per_30d    INTEGER  count  most touches in 30 days; NULL is no limit
-- notes:   Of several rows that say the same combination the strictest holds.
with statuses as (
    select s.name
    from (values ('existing'), ('ex-customer'), ('prospect')) as s (name)
),

candidates as (
    select
        coalesce(p.tier, '') as tier_key,
        s.name as status_name,
        p.channel_class as class,
        p.target_days as target,
        p.max_per_30d as most,
        p.status is not null as is_own,
        bool_or(p.status is not null) over (partition by coalesce(p.tier, ''), s.name, p.channel_class) as has_own,
    from touch_policy as p
    inner join statuses as s
        on coalesce(p.status, s.name) = s.name
    where p.channel_class is not null
)

select
    c.tier_key as tier,
    c.status_name as status,
    c.class as channel_class,
    min(c.target)::integer as target_days,
    min(c.most)::integer as max_per_30d,
from candidates as c
where c.is_own = c.has_own
group by c.tier_key, c.status_name, c.class
