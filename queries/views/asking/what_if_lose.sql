-- name:    what_if_lose
-- kind:    table_macro
-- summary: What the landscape would be without some customers: revenue, tiers, concentration, floors, and how much of the targets is covered.
-- grain:   one row per scenario: now, without, change
-- source:  config, customer_facts, tier_of, segment_targets, aliases, period_edge
-- args:
--   customers  VARCHAR[]  list  required  ids of the customers that would be lost
--   as_of      DATE       date  NULL      last day, inclusive; the setting when NULL
--   measure    VARCHAR    text  NULL      revenue, profit or contribution; the setting when NULL
--   level      VARCHAR    text  NULL      customer or parent; the setting when NULL
-- columns:
--   scenario              VARCHAR                     text    now, without, or change: without less now
--   customers             BIGINT                      count   ranked customers with a line in the tier window
--   existing_customers    BIGINT                      count   customers of status existing
--   revenue               DECIMAL(38,4)               money   of the last 12 months
--   value                 DECIMAL(38,4)               money   the measure in the tier window
--   value_share           DOUBLE                      ratio   value divided by that of now; NULL when that is not positive
--   tier_customers        MAP(VARCHAR,BIGINT)         map     customers of each tier; NULL for the change
--   tier_values           MAP(VARCHAR,DECIMAL(38,4))  map     their value; NULL for the change
--   moved_up              BIGINT                      count   customers in a better tier than now
--   moved_up_customers    VARCHAR[]                   list    their ids, the largest first
--   moved_down            BIGINT                      count   customers in a worse tier than now, since what is lost below them shrinks the total
--   moved_down_customers  VARCHAR[]                   list    their ids, the largest first
--   top1_share            DOUBLE                      ratio   value of the best customer divided by the positive values
--   top10_share           DOUBLE                      ratio   of the best 10
--   hhi                   DOUBLE                      ratio   sum of squared shares
--   effective_customers   DOUBLE                      number  1 / hhi: as concentrated as this many equal customers
--   a_floor               DECIMAL(38,4)               money   least revenue of the last 12 months among existing customers of tier A, as in tier_floors
--   b_floor               DECIMAL(38,4)               money   the same of tier B
--   target                DECIMAL(38,4)               money   segment_targets of the 12 months after as_of; NULL without any
--   target_coverage       DOUBLE                      ratio   revenue of the last 12 months divided by target
--   unknown_ids           VARCHAR[]                   list    ids asked for that are no customer of the landscape; NULL when all are
-- example: from what_if_lose(['Acme', 'Bolt'])
-- notes:   Losing nobody changes nothing. Customers that are lost count in neither moved_up nor moved_down. Ids of merged accounts stand for the
--   customer they were merged into.
with config as materialized (
    select
        c.tier_basis as basis,
        c.tier_cuts as steps,
        c.tier_labels as names,
        coalesce(nullif(list_position(c.tier_labels, 'A'), 0), 1) as a_index,
        coalesce(nullif(list_position(c.tier_labels, 'B'), 0), 2) as b_index,
        c.as_of as last_day,
        period_edge(c.as_of, -12) as year_ahead,
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

asked as materialized (
    select distinct w.id, coalesce(a.customer_id, w.id) as unit_id
    from (select unnest(customers) as id) as w
    left join landscape_base.aliases as a
        on w.id = a.alias_id
    where w.id is not null
),

facts as materialized (
    select
        f.customer_id as unit_id,
        f.status = 'existing' as is_existing,
        f.rank is not null as is_ranked,
        f.value as amount,
        f.value_12m as net,
        q.unit_id is not null as is_lost,
    from landscape_base.customer_facts(as_of := as_of, measure := measure, level := level) as f
    left join (select distinct asked.unit_id from asked) as q
        on f.customer_id = q.unit_id
),

members as materialized (
    select s.scenario, f.unit_id, f.is_existing, f.is_ranked, f.amount, f.net
    from facts as f
    cross join (values ('now'), ('without')) as s (scenario)
    where s.scenario = 'now' or not f.is_lost
),

by_amount as (
    select m.scenario, m.amount, count(*) as tied, sum(greatest(m.amount, 0)) as positive
    from members as m
    where m.is_ranked
    group by m.scenario, m.amount
),

ladder as materialized (
    select
        b.*,
        sum(b.tied) over above - b.tied as tied_above,
        sum(b.positive) over above - b.positive as positive_above,
        sum(b.tied) over whole as all_tied,
        sum(b.positive) over whole as all_positive,
    from by_amount as b
    window
        above as (partition by b.scenario order by b.amount desc rows between unbounded preceding and current row),
        whole as (partition by b.scenario)
),

rungs as materialized (
    select
        l.*,
        case when l.all_positive > 0 then list_position(config.names, landscape_base.tier_of(
            config.basis, config.steps, config.names, l.amount, l.positive_above, l.all_positive, l.tied_above, l.all_tied
        )) end as tier_no,
    from ladder as l
    cross join config
),

placed as materialized (
    select m.scenario, m.unit_id, m.is_existing, m.amount, m.net, r.tier_no
    from members as m
    inner join rungs as r
        on m.scenario = r.scenario and m.amount = r.amount
    where m.is_ranked
),

moves as (
    select
        count(*) filter (where w.tier_no < n.tier_no) as up,
        coalesce(list(w.unit_id order by w.amount desc, w.unit_id) filter (where w.tier_no < n.tier_no), []) as up_ids,
        count(*) filter (where w.tier_no > n.tier_no) as down,
        coalesce(list(w.unit_id order by w.amount desc, w.unit_id) filter (where w.tier_no > n.tier_no), []) as down_ids,
    from placed as n
    inner join placed as w
        on n.unit_id = w.unit_id and n.scenario = 'now' and w.scenario = 'without'
),

tiers as (
    select
        t.scenario,
        map_from_entries(list((config.names[t.tier_no], t.n) order by t.tier_no)) as counts,
        map_from_entries(list((config.names[t.tier_no], t.amount::decimal(38, 4)) order by t.tier_no)) as amounts,
        max(t.floor) filter (where t.tier_no = config.a_index) as floor_a,
        max(t.floor) filter (where t.tier_no = config.b_index) as floor_b,
    from (
        select p.scenario, p.tier_no, count(*) as n, sum(p.amount) as amount, min(p.net) filter (where p.is_existing) as floor
        from placed as p
        where p.tier_no is not null
        group by p.scenario, p.tier_no
    ) as t
    cross join config
    group by t.scenario
),

concentration as (
    select
        r.scenario,
        sum(r.amount * least(greatest(1 - r.tied_above, 0), r.tied)) filter (where r.amount > 0)::double / nullif(any_value(r.all_positive), 0)::double as top1,
        sum(r.amount * least(greatest(10 - r.tied_above, 0), r.tied)) filter (where r.amount > 0)::double / nullif(any_value(r.all_positive), 0)::double
            as top10,
        sum(r.tied * pow(r.amount::double / r.all_positive::double, 2)) filter (where r.amount > 0) as squares,
    from rungs as r
    group by r.scenario
),

sums as (
    select
        m.scenario,
        count(*) filter (where m.is_ranked) as n,
        count(*) filter (where m.is_existing) as existing,
        sum(m.net) as net,
        sum(m.amount) filter (where m.is_ranked) as amount,
    from members as m
    group by m.scenario
),

targets as (
    select sum(t.amount) as wanted
    from segment_targets as t
    cross join config
    where t.month > date_trunc('month', config.last_day) and t.month <= config.year_ahead
),

scenarios as materialized (
    select
        n.scenario,
        coalesce(s.n, 0) as n,
        coalesce(s.existing, 0) as existing,
        coalesce(s.net, 0)::decimal(38, 4) as net,
        coalesce(s.amount, 0)::decimal(38, 4) as amount,
        t.counts,
        t.amounts,
        case when n.scenario = 'now' then 0 else moves.up end as up,
        case when n.scenario = 'now' then []::varchar[] else moves.up_ids end as up_ids,
        case when n.scenario = 'now' then 0 else moves.down end as down,
        case when n.scenario = 'now' then []::varchar[] else moves.down_ids end as down_ids,
        c.top1,
        c.top10,
        c.squares,
        t.floor_a::decimal(38, 4) as floor_a,
        t.floor_b::decimal(38, 4) as floor_b,
        targets.wanted::decimal(38, 4) as wanted,
        first_value(coalesce(s.amount, 0)) over (order by n.scenario) as amount_now,
    from (values ('now'), ('without')) as n (scenario)
    left join sums as s
        on n.scenario = s.scenario
    left join tiers as t
        on n.scenario = t.scenario
    left join concentration as c
        on n.scenario = c.scenario
    cross join moves
    cross join targets
),

strangers as (
    select list(a.id order by a.id) as ids
    from asked as a
    where a.unit_id not in (select facts.unit_id from facts)
)

select
    a.scenario as scenario,
    a.n as customers,
    a.existing as existing_customers,
    a.net as revenue,
    a.amount as value,
    case when a.amount_now > 0 then a.amount::double / a.amount_now::double end as value_share,
    a.counts as tier_customers,
    a.amounts as tier_values,
    a.up as moved_up,
    a.up_ids as moved_up_customers,
    a.down as moved_down,
    a.down_ids as moved_down_customers,
    a.top1 as top1_share,
    a.top10 as top10_share,
    a.squares as hhi,
    1 / nullif(a.squares, 0) as effective_customers,
    a.floor_a as a_floor,
    a.floor_b as b_floor,
    a.wanted as target,
    a.net::double / nullif(a.wanted, 0)::double as target_coverage,
    s.ids as unknown_ids,
from scenarios as a
cross join strangers as s
union all
select
    'change',
    w.n - n.n,
    w.existing - n.existing,
    (w.net - n.net)::decimal(38, 4),
    (w.amount - n.amount)::decimal(38, 4),
    case when n.amount > 0 then (w.amount - n.amount)::double / n.amount::double end,
    null,
    null,
    w.up,
    w.up_ids,
    w.down,
    w.down_ids,
    w.top1 - n.top1,
    w.top10 - n.top10,
    w.squares - n.squares,
    1 / nullif(w.squares, 0) - 1 / nullif(n.squares, 0),
    (w.floor_a - n.floor_a)::decimal(38, 4),
    (w.floor_b - n.floor_b)::decimal(38, 4),
    (w.wanted - n.wanted)::decimal(38, 4),
    (w.net - n.net)::double / nullif(w.wanted, 0)::double,
    s.ids,
from scenarios as n
inner join scenarios as w
    on n.scenario = 'now' and w.scenario = 'without'
cross join strangers as s
