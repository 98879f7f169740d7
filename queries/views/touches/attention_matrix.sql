-- name:    attention_matrix
-- kind:    figure
-- summary: Which department spends its touches, hours and money on whom, beside what touch_policy wants (requirement C20).
-- grain:   one row per status, tier and department with a touch in the window
-- source:  basics, period_edge, parties, party_touches, policy, touches
-- needs:   touches
-- kept:    status, tier, department
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
-- columns:
--   status                 VARCHAR        text    existing, ex-customer or prospect; NULL for touches of nobody known
--   tier                   VARCHAR        text    of existing customers and of prospects by their estimate; else NULL
--   department             VARCHAR        text    NULL when not recorded
--   parties                BIGINT         count   customers or prospects of the status and tier, touched or not; NULL for nobody known
--   touches                BIGINT         count   touches of the department, in and out
--   cost                   DECIMAL(38,4)  money   their known cost; NULL when none is known
--   hours                  DOUBLE         hours   their known time; NULL when none is known
--   touches_per_head       DOUBLE         ratio   touches divided by parties
--   cost_per_head          DOUBLE         ratio   cost divided by parties
--   hours_per_head         DOUBLE         ratio   hours divided by parties
--   personal_out_per_head  DOUBLE         ratio   outbound personal touches of all departments together, divided by parties
--   policy_per_head        DOUBLE         ratio   personal touches in the window that touch_policy wants of each; NULL when it wants none
--   policy_ratio           DOUBLE         ratio   personal_out_per_head divided by policy_per_head; below 1 is too little attention
--   as_of                  DATE           date    last day, inclusive
-- example: select status, tier, department, touches, hours_per_head, policy_ratio from attention_matrix order by all
-- notes:   The touches sum to all touches of the window. No rows while no touch names a department. A policy is for a tier and not for
--   a department, hence the last three figures repeat on the rows of a tier.
with config as materialized (
    select b.last_day, period_edge(b.last_day, coalesce(months, 12)) as start_day
    from landscape_base.basics(as_of := as_of) as b
),

parties_now as materialized (
    select p.party_kind, p.party_id, p.status as status_now, p.cell_tier as tier_now,
    from landscape_base.parties(as_of := as_of) as p
),

heads as (
    select p.status_now, p.tier_now, count(*) as n
    from parties_now as p
    group by p.status_now, p.tier_now
),

cells as (
    select
        p.status_now,
        p.tier_now,
        t.department as dept,
        count(*) as n,
        sum(t.cost) as money,
        sum(t.minutes) / 60 as hours_spent,
        count(*) filter (where t.direction = 'out' and t.class = 'personal') as calls,
    from landscape_base.party_touches(as_of := as_of) as t
    cross join config
    left join parties_now as p
        on t.party_kind = p.party_kind and t.party_id = p.party_id
    where t.day > config.start_day and exists (select 1 from touches as d where d.department is not null)
    group by p.status_now, p.tier_now, t.department
),

compared as (
    select
        c.*,
        h.n as party_count,
        sum(c.calls) over (partition by c.status_now, c.tier_now)::double / nullif(h.n, 0)::double as calls_per_head,
        (config.last_day - config.start_day)::double / nullif(w.target_days, 0)::double as wanted_per_head,
        config.last_day,
    from cells as c
    cross join config
    left join heads as h
        on c.status_now = h.status_now and coalesce(c.tier_now, '') = coalesce(h.tier_now, '')
    left join landscape_base.policy as w
        on c.status_now = w.status and coalesce(c.tier_now, '') = w.tier and w.channel_class = 'personal'
)

select
    c.status_now as status,
    c.tier_now as tier,
    c.dept as department,
    c.party_count as parties,
    c.n as touches,
    c.money::decimal(38, 4) as cost,
    c.hours_spent as hours,
    c.n::double / nullif(c.party_count, 0)::double as touches_per_head,
    c.money::double / nullif(c.party_count, 0)::double as cost_per_head,
    c.hours_spent / nullif(c.party_count, 0)::double as hours_per_head,
    c.calls_per_head as personal_out_per_head,
    c.wanted_per_head as policy_per_head,
    c.calls_per_head / nullif(c.wanted_per_head, 0) as policy_ratio,
    c.last_day as as_of,
from compared as c
order by c.status_now, c.tier_now, c.dept
