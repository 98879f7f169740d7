-- name:    ranked_sums
-- kind:    base_table_macro
-- summary: Customers ranked by the measure within each span of sums that the caller has already made: rank, shares, tier and band (CS6, CS8, CS9, A8, B18).
-- grain:   one row per customer (or parent) and span with at least one line, and one per row of what is never ranked
-- source:  config, measure_value, tier_of
-- args:
--   given     VARCHAR    text  required  name of a table expression with the columns of customer_spans; every span in it is ranked
--   orders   VARCHAR    text  required  name of a table expression with customer_id and returns_only of customer_orders
--   as_of     DATE       date  NULL      last day, inclusive; the setting when NULL
--   measure  VARCHAR    text  NULL      revenue, profit or contribution; the setting when NULL
--   cuts      DOUBLE[]   list  NULL      tier cuts; the setting when NULL
--   labels    VARCHAR[]  list  NULL      tier labels; the setting when NULL
--   level     VARCHAR    text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   kind              VARCHAR        text   as in ranked_spans, and so all others
--   start_day         DATE           date
--   end_day           DATE           date
--   net               DECIMAL(38,4)  money
--   profit            DECIMAL(38,4)  money
--   contribution      DECIMAL(38,4)  money
--   cost_coverage     DOUBLE         ratio
--   purchases         BIGINT         count
--   lines             BIGINT         count
--   value             DECIMAL(38,4)  money
--   rank              BIGINT         rank
--   percentile        DOUBLE         ratio
--   share             DOUBLE         ratio
--   share_above       DOUBLE         ratio
--   cum_share         DOUBLE         ratio
--   share_of_net      DOUBLE         ratio
--   tier              VARCHAR        text
--   band              VARCHAR        text
--   nonpositive       BOOLEAN        flag
--   reason            VARCHAR        text
--   unassigned_share  DOUBLE         ratio
--   net_costed        DECIMAL(38,4)  money
--   cost              DECIMAL(38,4)  money
--   service           DECIMAL(38,4)  money
--   net_abs           DECIMAL(38,4)  money
--   net_abs_costed    DECIMAL(38,4)  money
with config as materialized (
    select c.*
    from landscape_base.config(as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level) as c
),

totals as (
    select
        s.start_day,
        s.end_day,
        sum(s.net_abs_costed) filter (where s.kind = 'ranked')::double
            / nullif(sum(s.net_abs) filter (where s.kind = 'ranked'), 0)::double as span_coverage,
        coalesce(sum(s.net) filter (where s.kind != 'ranked'), 0)::double / nullif(sum(s.net), 0)::double as net_unassigned,
        sum(s.net) as net_total,
    from query_table(given) as s
    group by s.start_day, s.end_day
),

valued as (
    select
        s.*,
        s.net_abs_costed::double / nullif(s.net_abs, 0)::double as coverage,
        coalesce(t.span_coverage, 1) >= config.min_cost_coverage
            and coalesce(s.net_abs_costed::double / nullif(s.net_abs, 0)::double, 1) >= config.min_cost_coverage as covered,
        coalesce(t.span_coverage, 1) >= config.min_cost_coverage as span_covered,
        t.net_unassigned,
        t.net_total,
    from query_table(given) as s
    inner join totals as t
        on s.start_day = t.start_day and s.end_day = t.end_day
    cross join config
),

measured as materialized (
    select
        v.*,
        case
            when config.measure = 'revenue' or v.covered
                then landscape_base.measure_value(config.measure, v.net, v.net_costed, v.cost, v.service)
        end as amount,
        case
            when v.kind != 'ranked' then null
            when config.measure = 'revenue' or v.covered
                then landscape_base.measure_value(config.measure, v.net, v.net_costed, v.cost, v.service)
        end as placed_amount,
        v.kind = 'ranked' as is_ranked,
        v.purchases > 0 as bought,
        v.purchases > 0 or r.customer_id is not null as banded,
    from valued as v
    cross join config
    left join (select o.customer_id from query_table(orders) as o where o.returns_only) as r
        on v.customer_id = r.customer_id
),

wholes as (
    select
        m.start_day,
        m.end_day,
        count(m.placed_amount) as all_members,
        sum(greatest(m.placed_amount, 0)) filter (where m.placed_amount is not null) as all_positive,
        count(*) filter (where m.placed_amount is not null and m.bought) as all_buyers,
        count(*) filter (where m.placed_amount is not null and m.banded) as all_banded,
        sum(m.placed_amount) as all_net,
    from measured as m
    group by m.start_day, m.end_day
),

by_amount as (
    select
        m.start_day,
        m.end_day,
        m.placed_amount as amount,
        count(*) as members,
        sum(greatest(m.placed_amount, 0)) as positive,
        count(*) filter (where m.bought) as buyers,
        count(*) filter (where m.banded) as banded,
    from measured as m
    where m.placed_amount is not null
    group by m.start_day, m.end_day, m.placed_amount
),

steps as (
    select
        b.*,
        sum(b.members) over above - b.members as members_above,
        sum(b.positive) over above - b.positive as positive_above,
        sum(b.buyers) over above - b.buyers as buyers_above,
        sum(b.banded) over above - b.banded as banded_above,
    from by_amount as b
    window above as (partition by b.start_day, b.end_day order by b.amount desc rows between unbounded preceding and current row)
),

ladder as (
    select s.*, w.all_members, w.all_positive, w.all_buyers, w.all_banded, w.all_net
    from steps as s
    inner join wholes as w
        on s.start_day = w.start_day and s.end_day = w.end_day
)

select
    m.customer_id as customer_id,
    m.kind as kind,
    m.start_day as start_day,
    m.end_day as end_day,
    m.net as net,
    case when m.covered then m.net_costed - m.cost end as profit,
    case when m.covered then m.net_costed - m.cost - m.service end as contribution,
    m.coverage as cost_coverage,
    m.purchases as purchases,
    m.lines as lines,
    m.amount as value,
    (l.members_above + 1)::bigint as rank,
    case when m.placed_amount is not null and m.bought then l.buyers_above::double / nullif(l.all_buyers, 0)::double end as percentile,
    greatest(m.amount, 0)::double / nullif(l.all_positive, 0)::double as share,
    l.positive_above::double / nullif(l.all_positive, 0)::double as share_above,
    (l.positive_above + l.positive)::double / nullif(l.all_positive, 0)::double as cum_share,
    case when l.all_net > 0 then m.amount::double / l.all_net::double end as share_of_net,
    case
        when l.all_positive > 0 then landscape_base.tier_of(
            config.tier_basis, config.tier_cuts, config.tier_labels, m.amount, l.positive_above, l.all_positive, l.members_above, l.all_members
        )
    end as tier,
    case
        when m.placed_amount is null or not m.banded then null
        when l.banded_above * 5 < l.all_banded and (l.all_banded - l.banded_above - l.banded) * 5 < l.all_banded then 'middle'
        when l.banded_above * 5 < l.all_banded then 'top'
        when (l.all_banded - l.banded_above - l.banded) * 5 < l.all_banded then 'bottom'
        else 'middle'
    end as band,
    m.amount <= 0 as nonpositive,
    case
        when not m.is_ranked then null
        when m.amount is null then 'cost_coverage'
        when l.all_positive <= 0 then 'no_positive_total'
    end as reason,
    m.net_unassigned as unassigned_share,
    m.net_costed as net_costed,
    m.cost as cost,
    m.service as service,
    m.net_abs as net_abs,
    m.net_abs_costed as net_abs_costed,
from measured as m
left join ladder as l
    on m.start_day = l.start_day and m.end_day = l.end_day and m.placed_amount = l.amount
cross join config
