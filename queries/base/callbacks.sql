-- name:    callbacks
-- kind:    base_table_macro
-- summary: Who asked to be contacted later and has not been since.
-- grain:   one row per touch answered with later that no personal touch of ours has followed
-- source:  party_touches
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   touch_id    VARCHAR  key   never NULL
--   party_kind  VARCHAR  text  customer or prospect
--   party_id    VARCHAR  key   customer or root parent, or the prospect
--   contact_id  VARCHAR  key   NULL when unknown
--   asked_on    DATE     date  day of the touch
--   due_date    DATE     date  as given, else 30 days after asked_on
--   channel     VARCHAR  text  NULL when unknown
--   user_id     VARCHAR  key   who was asked; NULL when unknown
-- notes:   Mailings close nothing: who asked for a call still waits for it.
with talks as (
    select t.touch_id, t.party_kind, t.party_id, t.contact_id, t.touched_at, t.day, t.channel, t.response, t.due_date, t.user_id,
        t.direction = 'out' and t.class = 'personal' as is_call,
    from landscape_base.party_touches(as_of := as_of) as t
    where t.party_id is not null and (t.response = 'later' or (t.direction = 'out' and t.class = 'personal'))
),

calls as (
    select t.party_kind, t.party_id, max(t.touched_at) as last_call
    from talks as t
    where t.is_call
    group by t.party_kind, t.party_id
)

select
    t.touch_id as touch_id,
    t.party_kind as party_kind,
    t.party_id as party_id,
    t.contact_id as contact_id,
    t.day as asked_on,
    coalesce(t.due_date, t.day + 30) as due_date,
    t.channel as channel,
    t.user_id as user_id,
from talks as t
left join calls as c
    on t.party_kind = c.party_kind and t.party_id = c.party_id
where t.response = 'later' and coalesce(c.last_call <= t.touched_at, true)
