-- name:    callbacks_due
-- kind:    figure
-- summary: Who asked to be contacted later and is waiting for it now (requirement B4).
-- grain:   one row per touch answered with later whose day has come and that no personal touch of ours has followed
-- source:  basics, callbacks, parties
-- kept:    rank, touch_id
-- needs:   touches
-- args:
--   as_of       DATE     date  NULL  last day, inclusive; the setting when NULL
--   days_ahead  INTEGER  days  0     also what falls due within so many days after as_of
-- columns:
--   touch_id      VARCHAR        key    never NULL; the touch that was answered with later
--   customer_id   VARCHAR        key    NULL for a prospect
--   prospect_id   VARCHAR        key    NULL for a customer
--   contact_id    VARCHAR        key    NULL when unknown
--   name          VARCHAR        text   NULL when unknown
--   status        VARCHAR        text   existing, ex-customer or prospect; NULL when unknown
--   tier          VARCHAR        text   NULL without one; of a prospect the tier of its estimate
--   rank          BIGINT         rank   of a customer; NULL for a prospect
--   asked_on      DATE           date   day of the touch
--   due_date      DATE           date   as given, else 30 days after asked_on
--   overdue_days  INTEGER        days   from due_date to as_of; negative when it lies ahead
--   channel       VARCHAR        text   channel of the touch; NULL when unknown
--   owner         VARCHAR        text   account manager or owner of the prospect, else who was asked
--   value_12m     DECIMAL(38,4)  money  revenue of the last 12 months
--   as_of         DATE           date   last day, inclusive
-- example: select owner, name, due_date, overdue_days from callbacks_due order by overdue_days desc
-- notes:   An outbound personal touch after the answer settles it, a mailing does not.
with config as materialized (
    select b.last_day
    from landscape_base.basics(as_of := as_of) as b
)

select
    c.touch_id as touch_id,
    case when c.party_kind = 'customer' then c.party_id end as customer_id,
    case when c.party_kind = 'prospect' then c.party_id end as prospect_id,
    c.contact_id as contact_id,
    p.name as name,
    p.status as status,
    p.tier as tier,
    p.rank as rank,
    c.asked_on as asked_on,
    c.due_date as due_date,
    (config.last_day - c.due_date)::integer as overdue_days,
    c.channel as channel,
    coalesce(p.owner, c.user_id) as owner,
    p.value_12m as value_12m,
    config.last_day as as_of,
from landscape_base.callbacks(as_of := as_of) as c
cross join config
left join landscape_base.parties(as_of := as_of) as p
    on c.party_kind = p.party_kind and c.party_id = p.party_id
where c.due_date <= config.last_day + coalesce(days_ahead, 0)
