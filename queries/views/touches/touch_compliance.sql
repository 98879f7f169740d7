-- name:    touch_compliance
-- kind:    figure
-- summary: Whether each customer and prospect is contacted as touch_policy wants: overdue, too often, or in order (requirement D5).
-- grain:   one row per customer or prospect and channel class that touch_policy has a row for
-- source:  touch_state
-- kept:    rank, customer_id
-- needs:   touches, touch_policy
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   customer_id      VARCHAR  key    NULL for a prospect
--   prospect_id      VARCHAR  key    NULL for a customer
--   name             VARCHAR  text   NULL when unknown
--   status           VARCHAR  text   existing, ex-customer or prospect
--   tier             VARCHAR  text   NULL without one; of a prospect the tier of its estimate
--   rank             BIGINT   rank   of a customer; NULL for a prospect
--   policy_tier      VARCHAR  text   the tier that the policy goes by: the tier pursued while in tier_focus, NULL for an ex-customer
--   channel_class    VARCHAR  text   personal, bulk or automated
--   target_days      INTEGER  days   longest wanted time between two touches; NULL when none is wanted
--   max_per_30d      INTEGER  count  most touches in 30 days; NULL is no limit
--   last_touch       DATE     date   last outbound touch that counts for the class; NULL without one
--   days_since_last  INTEGER  days   from last_touch to as_of; NULL without one
--   touches_30d      BIGINT   count  outbound touches of the class in the last 30 days
--   compliance       VARCHAR  text   too_many, overdue or ok
--   owner            VARCHAR  text   account manager or owner of the prospect; NULL when unknown
--   as_of            DATE     date   last day, inclusive
-- example: select policy_tier, status, channel_class, compliance, count(*) as parties from touch_compliance group by all order by all
-- notes:   overdue: the day on which touch_plan wants a touch has passed. too_many: more touches of the class in the last 30 days than
--   allowed; it stands before overdue, since a limit is a promise not to disturb.
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
    s.max_per_30d as max_per_30d,
    s.last_touch as last_touch,
    (s.as_of - s.last_touch)::integer as days_since_last,
    s.touches_30d as touches_30d,
    case
        when s.touches_30d > s.max_per_30d then 'too_many'
        when s.next_due < s.as_of then 'overdue'
        else 'ok'
    end as compliance,
    s.owner as owner,
    s.as_of as as_of,
from landscape_base.touch_state(as_of := as_of) as s
