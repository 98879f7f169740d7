-- name:    account_coverage
-- kind:    figure
-- summary: Key customers and who looks after them: without an account manager, or without a touch of their own manager for too long (A6).
-- grain:   one row per customer_id of the first tier
-- source:  config, customer_facts, touch_log, landscape_base.customers, unit_of, policy, customers, touches
-- kept:    rank, customer_id
-- needs:   customers
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
--   level    VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id               VARCHAR        key    never NULL
--   name                      VARCHAR        text   NULL when unknown
--   status                    VARCHAR        text   existing, ex-customer or prospect
--   tier                      VARCHAR        text   the first tier
--   rank                      BIGINT         rank   1 is best, ties share it
--   value                     DECIMAL(38,4)  money  the measure in the tier window
--   owner                     VARCHAR        text   customers.account_manager; NULL without one
--   coverage                  VARCHAR        text   no manager, no touch, overdue, covered; touches unknown while no touch is loaded
--   last_manager_touch        DATE           date   last personal touch whose user_id is the owner; NULL without one
--   days_since_manager_touch  INTEGER        days   from then to as_of
--   last_touch                DATE           date   last personal touch of anybody
--   last_touch_by             VARCHAR        key    whose it was; NULL when unknown
--   target_days               INTEGER        days   longest wanted time between personal touches, of touch_policy; NULL when none is wanted
--   as_of                     DATE           date   last day, inclusive
-- example: select customer_id, name, value, owner, coverage from account_coverage where coverage != 'covered' order by rank
-- notes:   A manager is recognised where user_id and account_manager are the same text, capitals and blanks around it aside. Overdue: more than
--   target_days without a touch of the manager.
with config as materialized (
    select c.tier_labels[1] as first_tier, c.level as grain
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

key_accounts as materialized (
    select f.*, lower(trim(f.owner)) as manager
    from landscape_base.customer_facts(as_of := as_of, measure := measure, level := level) as f
    cross join config
    where f.tier = config.first_tier and exists(select 1 from customers)
),

contacts_of as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        t.day,
        t.touched_at,
        t.touch_id,
        t.user_id,
        lower(trim(t.user_id)) as who,
    from landscape_base.touch_log(as_of := as_of) as t
    inner join landscape_base.customers as cu
        on t.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    where t.class = 'personal'
),

latest as (
    select
        k.customer_id,
        max(c.day) as any_day,
        arg_max(c.user_id, (c.touched_at, c.touch_id)) as any_user,
        max(c.day) filter (where c.who = k.manager) as own_day,
    from key_accounts as k
    inner join contacts_of as c
        on k.customer_id = c.unit_id
    group by k.customer_id
)

select
    k.customer_id as customer_id,
    k.name as name,
    k.status as status,
    k.tier as tier,
    k.rank as rank,
    k.value as value,
    k.owner as owner,
    case
        when k.owner is null then 'no manager'
        when not exists(select 1 from touches) then 'touches unknown'
        when l.own_day is null then 'no touch'
        when k.as_of - l.own_day > p.target_days then 'overdue'
        else 'covered'
    end as coverage,
    l.own_day as last_manager_touch,
    (k.as_of - l.own_day)::integer as days_since_manager_touch,
    l.any_day as last_touch,
    l.any_user as last_touch_by,
    p.target_days as target_days,
    k.as_of as as_of,
from key_accounts as k
left join landscape_base.policy as p
    on k.tier = p.tier and k.status = p.status and p.channel_class = 'personal'
left join latest as l
    on k.customer_id = l.customer_id
order by k.rank, k.customer_id
