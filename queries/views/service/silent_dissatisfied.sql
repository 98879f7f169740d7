-- name:    silent_dissatisfied
-- kind:    figure
-- summary: How many dissatisfied customers may stand behind those that complain, and who bought less without a word (requirement B19).
-- grain:   one row
-- source:  config, period_edge, customer_spans, complaints, touch_log, aliases, landscape_base.customers, unit_of, wilson_lo, wilson_hi
-- needs:   complaints
-- kept:    as_of
-- args:
--   as_of         DATE     date    NULL  last day, inclusive; the setting when NULL
--   months        INTEGER  months  12    length of the window and of the one before
--   silent_share  DOUBLE   ratio   0.96  share of the dissatisfied that do not complain, at least 0 and below 1: a claim of the seed, not of these data
-- columns:
--   window_start              DATE           date    first day of the window
--   customers                 BIGINT         count   customers with a purchase or a complaint in the window
--   complaining               BIGINT         count   of those, with a complaint opened in the window
--   complaining_share         DOUBLE         ratio   complaining divided by customers
--   estimated_dissatisfied    DOUBLE         number  complaining divided by (1 - silent_share)
--   estimated_lo              DOUBLE         number  the same at the lower end of the 95 % Wilson interval of complaining_share
--   estimated_hi              DOUBLE         number  the same at the upper end
--   exceeds_customers         BOOLEAN        flag    the estimate is larger than the number of customers: the claim cannot hold here
--   basis                     VARCHAR        text    where silent_share comes from
--   quiet_drop_customers      BIGINT         count   customers that bought in both windows, less in the second, without a complaint and without a touch in it
--   quiet_drop_value          DECIMAL(38,4)  money   by how much their revenue fell
--   quiet_drop_ids            VARCHAR[]      list    the twenty with the largest fall, the largest first
--   as_of                     DATE           date    last day, inclusive
-- example: select complaining, estimated_dissatisfied, estimated_lo, estimated_hi, quiet_drop_customers, quiet_drop_value from silent_dissatisfied
-- notes:   Less is below the revenue before x (1 - churn_tolerance). Touches of either direction count.
with config as materialized (
    select
        c.as_of as last_day,
        period_edge(c.as_of, coalesce(months, 12)) as start_day,
        period_edge(c.as_of, 2 * coalesce(months, 12)) as before_start,
        c.churn_tolerance as tolerance,
        c.level as grain,
        case
            when silent_share >= 0 and silent_share < 1 then silent_share::double
            else error('argument silent_share: ' || coalesce(silent_share::varchar, 'NULL') || ' is not a fraction of at least 0 and below 1')
        end as silent,
    from landscape_base.config(as_of := as_of) as c
),

members as materialized (
    select cu.customer_id as account, landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked'
),

spans as (
    select list({'start_day': w.from_day, 'end_day': w.to_day}) as both_windows
    from (
        select config.start_day as from_day, config.last_day as to_day from config
        union all
        select config.before_start, config.start_day from config
    ) as w
),

bought as materialized (
    select
        s.customer_id as unit_id,
        coalesce(sum(s.purchases) filter (where s.end_day = config.last_day), 0) as orders_now,
        coalesce(sum(s.purchases) filter (where s.end_day != config.last_day), 0) as orders_before,
        coalesce(sum(s.net) filter (where s.end_day = config.last_day), 0) as net_now,
        coalesce(sum(s.net) filter (where s.end_day != config.last_day), 0) as net_before,
    from landscape_base.customer_spans(spans := (select spans.both_windows from spans), as_of := as_of) as s
    cross join config
    where s.kind = 'ranked'
    group by s.customer_id
),

complained as materialized (
    select distinct m.unit_id
    from complaints as c
    cross join config
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    inner join members as m
        on coalesce(a.customer_id, c.customer_id) = m.account
    where c.opened_on > config.start_day and c.opened_on <= config.last_day
),

touched as (
    select distinct m.unit_id
    from landscape_base.touch_log(as_of := as_of) as t
    cross join config
    inner join members as m
        on t.customer_id = m.account
    where t.day > config.start_day
),

counted as (
    select
        count(*) as n,
        count(*) filter (where u.has_complained) as k,
    from (
        select coalesce(b.unit_id, c.unit_id) as unit_id, c.unit_id is not null as has_complained
        from (select x.unit_id from bought as x where x.orders_now > 0) as b
        full join complained as c
            on b.unit_id = c.unit_id
    ) as u
),

dropped as (
    select
        count(*) as n,
        sum(b.net_before - b.net_now) as fall,
        (list(b.unit_id order by b.net_before - b.net_now desc, b.unit_id))[:20] as ids,
    from bought as b
    cross join config
    anti join complained as c
        on b.unit_id = c.unit_id
    anti join touched as t
        on b.unit_id = t.unit_id
    where b.orders_now > 0 and b.orders_before > 0 and b.net_now::double < b.net_before::double * (1 - config.tolerance)
)

select
    config.start_day + 1 as window_start,
    c.n as customers,
    c.k as complaining,
    c.k::double / nullif(c.n, 0)::double as complaining_share,
    c.k / round(1 - config.silent, 12) as estimated_dissatisfied,
    wilson_lo(c.k, c.n) * c.n / round(1 - config.silent, 12) as estimated_lo,
    wilson_hi(c.k, c.n) * c.n / round(1 - config.silent, 12) as estimated_hi,
    c.k / round(1 - config.silent, 12) > c.n as exceeds_customers,
    'benchmark: ' || round(100 * config.silent, 1) || ' % of dissatisfied customers do not complain' as basis,
    d.n as quiet_drop_customers,
    coalesce(d.fall, 0)::decimal(38, 4) as quiet_drop_value,
    coalesce(d.ids, []) as quiet_drop_ids,
    config.last_day as as_of,
from counted as c
cross join dropped as d
cross join config
where c.n > 0 and exists (select 1 from complaints as f where f.opened_on <= config.last_day)
