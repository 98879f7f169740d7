-- name:    touch_policy
-- kind:    table
-- summary: How often customers of a tier are to be contacted, and through which class of channel.
-- grain:   one row per tier, status and channel_class
-- source:
-- columns:
--   tier           VARCHAR  text   NULL is who has no tier: ex-customers and prospects without an estimate
--   status         VARCHAR  text   existing, ex-customer or prospect; NULL is every status
--   channel_class  VARCHAR  text   personal, bulk or automated
--   target_days    INTEGER  days   longest wanted time between two touches; NULL when none is wanted
--   max_per_30d    INTEGER  count  most touches in 30 days; NULL is no limit
-- notes:   Yours to change: a new database is given the rows of this file once, and no later version adds or brings back any. A row of a
--   status wins over one of every status. The defaults are ours: A personal every 30 days, B every 60, C automated only and at
--   most one bulk mail in 30 days; key prospects are called as often as key customers and get fewer bulk mails; nobody outside A and B gets more than one
--   in 30 days. Reactivation of ex-customers is a matter of its own, hence no target.
select
    p.tier,
    p.status,
    p.channel_class,
    p.target_days,
    p.max_per_30d,
from (
    values
        ('AAA', 'existing', 'personal', 30, null),
        ('A', 'existing', 'personal', 30, null),
        ('B', 'existing', 'personal', 60, null),
        ('C', null, 'personal', null, 0),
        ('C', null, 'bulk', null, 1),
        ('C', null, 'automated', null, null),
        ('A', 'prospect', 'personal', 30, null),
        ('A', 'prospect', 'bulk', null, 1),
        ('B', 'prospect', 'personal', 60, null),
        ('B', 'prospect', 'bulk', null, 1),
        (null, 'ex-customer', 'bulk', null, 1),
        (null, 'prospect', 'bulk', null, 1)
) as p (tier, status, channel_class, target_days, max_per_30d)
