-- name:    touch_mix_check
-- kind:    figure
-- summary: Personal against bulk touches per head, and whether key prospects lost their mailings without getting calls (requirement A15).
-- grain:   one row per status and tier
-- source:  basics, period_edge, parties, party_touches, touches
-- needs:   touches
-- kept:    status, tier
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
-- columns:
--   status              VARCHAR  text   existing, ex-customer or prospect
--   tier                VARCHAR  text   of existing customers and of prospects by their estimate; else NULL
--   parties             BIGINT   count  customers or prospects
--   personal            BIGINT   count  outbound personal touches in the window
--   bulk                BIGINT   count  outbound bulk touches in the window
--   automated           BIGINT   count  outbound automated touches in the window
--   personal_per_head   DOUBLE   ratio  personal divided by parties
--   bulk_per_head       DOUBLE   ratio  bulk divided by parties
--   personal_bulk_ratio DOUBLE   ratio  personal divided by bulk; NULL without a bulk touch
--   warning             VARCHAR  text   of Cat A prospects: fewer bulk touches per head than other prospects and not more personal ones; else NULL
--   as_of               DATE     date   last day, inclusive
-- example: select status, tier, personal_per_head, bulk_per_head, warning from touch_mix_check order by all
-- notes:   Status and tier are those of as_of. Touches of nobody known are in no row.
with config as materialized (
    select b.last_day, period_edge(b.last_day, coalesce(months, 12)) as start_day
    from landscape_base.basics(as_of := as_of) as b
),

touched as (
    select
        t.party_kind,
        t.party_id,
        count(*) filter (where t.class = 'personal') as calls,
        count(*) filter (where t.class = 'bulk') as mailings,
        count(*) filter (where t.class = 'automated') as machine_mails,
    from landscape_base.party_touches(as_of := as_of) as t
    cross join config
    where t.direction = 'out' and t.day > config.start_day
    group by t.party_kind, t.party_id
),

cells as (
    select
        p.status as status_now,
        p.cell_tier as tier_now,
        count(*) as heads,
        coalesce(sum(t.calls), 0)::bigint as calls,
        coalesce(sum(t.mailings), 0)::bigint as mailings,
        coalesce(sum(t.machine_mails), 0)::bigint as machine_mails,
    from landscape_base.parties(as_of := as_of) as p
    left join touched as t
        on p.party_kind = t.party_kind and p.party_id = t.party_id
    where exists (select 1 from touches as f cross join config where f.touched_at::date <= config.last_day)
    group by all
),

others as (
    select
        sum(c.calls)::double / nullif(sum(c.heads), 0)::double as calls_per_head,
        sum(c.mailings)::double / nullif(sum(c.heads), 0)::double as mailings_per_head,
    from cells as c
    where c.status_now = 'prospect' and c.tier_now is distinct from 'A'
)

select
    c.status_now as status,
    c.tier_now as tier,
    c.heads as parties,
    c.calls as personal,
    c.mailings as bulk,
    c.machine_mails as automated,
    c.calls::double / c.heads::double as personal_per_head,
    c.mailings::double / c.heads::double as bulk_per_head,
    c.calls::double / nullif(c.mailings, 0)::double as personal_bulk_ratio,
    case
        when c.status_now = 'prospect' and c.tier_now = 'A'
            and c.mailings::double / c.heads::double < o.mailings_per_head
            and c.calls::double / c.heads::double <= o.calls_per_head
            then 'fewer bulk messages than other prospects, and not more personal contact'
    end as warning,
    config.last_day as as_of,
from cells as c
cross join others as o
cross join config
order by c.status_now, c.tier_now
