-- name:    touch_plan
-- kind:    figure
-- summary: Whom to contact next, by which class of channel, when and by whom, as touch_policy wants it (requirements A5, D5).
-- grain:   one row per customer or prospect and channel class with a target in touch_policy
-- source:  touch_state
-- kept:    rank, customer_id
-- needs:   touches, touch_policy
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    NULL for a prospect
--   prospect_id    VARCHAR        key    NULL for a customer
--   name           VARCHAR        text   NULL when unknown
--   status         VARCHAR        text   existing, ex-customer or prospect
--   tier           VARCHAR        text   NULL without one; of a prospect the tier of its estimate
--   rank           BIGINT         rank   of a customer; NULL for a prospect
--   policy_tier    VARCHAR        text   the tier that the policy goes by: the tier pursued while in tier_focus, NULL for an ex-customer
--   channel_class  VARCHAR        text   personal, bulk or automated
--   target_days    INTEGER        days   longest wanted time between two touches
--   last_touch     DATE           date   last outbound touch that counts for the class; NULL without one
--   basis          VARCHAR        text   callback, last_touch or never_touched: what next_due is counted from
--   next_due       DATE           date   never NULL
--   overdue_days   INTEGER        days   from next_due to as_of; 0 when it is not past
--   owner          VARCHAR        text   account manager or owner of the prospect; NULL when unknown
--   value_12m      DECIMAL(38,4)  money  revenue of the last 12 months; 0 for a prospect
--   as_of          DATE           date   last day, inclusive
-- example: select owner, name, channel_class, next_due, overdue_days from touch_plan where overdue_days > 0 order by value_12m desc limit 20
-- notes:   A personal touch counts for every class, a bulk or automated one for its own. Who was never touched is due target_days after
--   the first order (of a prospect: after its creation), or after the first touch in the log where that is later. Who asked to be contacted later and was not
--   called since is due on that day, sooner or later than the policy says.
select
    case when s.party_kind = 'customer' then s.party_id end as customer_id,
    case when s.party_kind = 'prospect' then s.party_id end as prospect_id,
    s.name as name,
    s.status as status,
    s.tier as tier,
    s.rank as rank,
    s.policy_tier as policy_tier,
    s.channel_class as channel_class,
    s.target_days as target_days,
    s.last_touch as last_touch,
    s.basis as basis,
    s.next_due as next_due,
    greatest(s.as_of - s.next_due, 0)::integer as overdue_days,
    s.owner as owner,
    s.value_12m as value_12m,
    s.as_of as as_of,
from landscape_base.touch_state(as_of := as_of) as s
where s.target_days is not null
