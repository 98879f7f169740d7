-- name:    recall_check
-- kind:    figure
-- summary: Can people keep the key customers in their heads: how many there are against 10, 30 and 100, and the cut that would leave 30 (A11).
-- grain:   one row
-- source:  config, ranked_spans, tier_span
-- kept:    as_of
-- args:
--   as_of    DATE       date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR    text  NULL  revenue, profit or contribution; the setting when NULL
--   cuts     DOUBLE[]   list  NULL  increasing cuts between the tiers; the setting when NULL
--   labels   VARCHAR[]  list  NULL  names of the tiers, one more than cuts; the setting when NULL
--   level    VARCHAR    text  NULL  customer or parent; the setting when NULL
-- columns:
--   tier              VARCHAR  text   the first tier
--   customers         BIGINT   count  in it
--   verdict           VARCHAR  text   known up to 10, needs_list up to 100, needs_system beyond
--   beyond_memory     BIGINT   count  customers beyond the 30 that some people still know; 0 when there are fewer
--   share_of_10       DOUBLE   ratio  value of the best 10 divided by that of all; NULL when nothing is positive
--   share_of_30       DOUBLE   ratio  value of the best 30 divided by that of all
--   cut               DOUBLE   ratio  first cut in force
--   cut_for_30        DOUBLE   ratio  greatest cut that leaves 30 customers or fewer; cut itself when it does; NULL when none does or cuts are no shares
--   customers_at_cut  BIGINT   count  customers in the first tier at cut_for_30
--   as_of             DATE     date   last day, inclusive
-- example: select customers, verdict, cut, cut_for_30, customers_at_cut from recall_check
-- notes:   People know the ten best, fewer than that of the next twenty, and nobody a hundred. Customers of equal value stay together, so that fewer
--   than 30 may be left; 30 equal best ones and more cannot be parted.
with config as materialized (
    select c.tier_labels[1] as first_tier, c.tier_cuts[1] as first_cut, c.tier_basis as basis, c.as_of as last_day
    from landscape_base.config(as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level) as c
),

ranks as materialized (
    select r.rank as place, r.tier as label, r.share_above as above, r.cum_share as upto, r.share as part,
        row_number() over (order by r.rank, r.customer_id) as position_no,
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, null), as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level
    ) as r
    where r.kind = 'ranked' and r.rank is not null
),

steps as (
    select r.place, any_value(r.above) as above, r.place - 1 + count(*) as upto_here, any_value(r.part) > 0 as is_positive
    from ranks as r
    group by r.place
),

fitting as (
    select
        min(s.above) filter (where s.upto_here > 30 and s.is_positive) as cut_30,
        max(s.upto_here) filter (where s.upto_here <= 30 and s.is_positive) as kept,
    from steps as s
),

sums as (
    select
        count(*) filter (where r.label = config.first_tier) as members,
        sum(r.part) filter (where r.position_no <= 10) as of_10,
        sum(r.part) filter (where r.position_no <= 30) as of_30,
        count(*) as all_ranked,
    from ranks as r
    cross join config
)

select
    config.first_tier as tier,
    s.members as customers,
    case when s.members <= 10 then 'known' when s.members <= 100 then 'needs_list' else 'needs_system' end as verdict,
    greatest(s.members - 30, 0)::bigint as beyond_memory,
    s.of_10 as share_of_10,
    s.of_30 as share_of_30,
    config.first_cut as cut,
    case
        when config.basis != 'share' then null
        when s.members <= 30 then config.first_cut
        when f.kept is not null then f.cut_30
    end as cut_for_30,
    case
        when config.basis != 'share' then null
        when s.members <= 30 then s.members
        else f.kept
    end as customers_at_cut,
    config.last_day as as_of,
from sums as s
cross join fitting as f
cross join config
where s.all_ranked > 0
