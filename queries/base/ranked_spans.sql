-- name:    ranked_spans
-- kind:    base_table_macro
-- summary: Every customer ranked by the measure within each span: rank, shares, tier and band, ties never split (CS6, CS8, CS9, A8, B18).
-- grain:   one row per customer (or parent) and span with at least one line, and one per row of what is never ranked
-- source:  config, customer_spans, returns_only, measure_value, tier_of
-- args:
--   spans    STRUCT[]   list  required  spans as {start_day, end_day}
--   as_of    DATE       date  NULL      last day, inclusive; the setting when NULL
--   measure  VARCHAR    text  NULL      revenue, profit or contribution; the setting when NULL
--   cuts     DOUBLE[]   list  NULL      tier cuts; the setting when NULL
--   labels   VARCHAR[]  list  NULL      tier labels; the setting when NULL
--   level    VARCHAR    text  NULL      customer or parent; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   kind              VARCHAR        text   ranked, unassigned, generic or internal
--   start_day         DATE           date   of the span
--   end_day           DATE           date   of the span
--   net               DECIMAL(38,4)  money  revenue
--   profit            DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   contribution      DECIMAL(38,4)  money  NULL below the cost coverage wanted
--   cost_coverage     DOUBLE         ratio  value with a cost divided by value; NULL without value
--   purchases         BIGINT         count  purchases in the span
--   lines             BIGINT         count  lines in the span
--   value             DECIMAL(38,4)  money  the measure; NULL below the cost coverage wanted
--   rank              BIGINT         rank   1 is best, ties share it; NULL when value is NULL or never ranked
--   position          BIGINT         rank   1 to n, ties by customer_id
--   percentile        DOUBLE         ratio  buyers strictly above divided by buyers; NULL without a purchase
--   share             DOUBLE         ratio  positive part of value divided by the sum of positive values
--   share_above       DOUBLE         ratio  the same over the customers strictly above
--   cum_share         DOUBLE         ratio  share_above with the whole tie group
--   share_of_net      DOUBLE         ratio  value divided by the net total; NULL when that is not positive
--   tier              VARCHAR        text   NULL when nothing is positive
--   band              VARCHAR        text   top, middle or bottom; NULL for who neither bought nor only returned
--   nonpositive       BOOLEAN        flag   value is 0 or below
--   reason            VARCHAR        text   why figures are NULL: cost_coverage or no_positive_total
--   unassigned_share  DOUBLE         ratio  what is never ranked divided by the ledger, in the span; NULL when its net is 0; NULL when that is 0
--   net_costed        DECIMAL(38,4)  money  sum of net amounts of lines with a cost
--   cost              DECIMAL(38,4)  money  sum of known costs
--   service           DECIMAL(38,4)  money  cost to serve
--   net_abs           DECIMAL(38,4)  money  sum of absolute net amounts
--   net_abs_costed    DECIMAL(38,4)  money  the same over lines with a cost
with config as materialized (
    select c.*
    from landscape_base.config(as_of := as_of, measure := measure, cuts := cuts, labels := labels, level := level) as c
),

sums as materialized (
    select s.*
    from landscape_base.customer_spans(spans := spans, as_of := as_of, level := level) as s
),

totals as (
    select
        s.start_day,
        s.end_day,
        sum(s.net_abs_costed) filter (where s.kind = 'ranked')::double
            / nullif(sum(s.net_abs) filter (where s.kind = 'ranked'), 0)::double as span_coverage,
        coalesce(sum(s.net) filter (where s.kind != 'ranked'), 0)::double / nullif(sum(s.net), 0)::double as net_unassigned,
        sum(s.net) as net_total,
    from sums as s
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
    from sums as s
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
        v.kind = 'ranked' as is_ranked,
    from valued as v
    cross join config
),

returns_only as (
    select ro.customer_id
    from landscape_base.returns_only(as_of := as_of, level := level) as ro
),

members as materialized (
    select
        m.customer_id,
        m.kind,
        m.start_day,
        m.end_day,
        m.amount,
        m.purchases > 0 as bought,
        m.purchases > 0 or r.customer_id is not null as banded,
    from measured as m
    left join returns_only as r
        on m.customer_id = r.customer_id
    where m.is_ranked and m.amount is not null
),

by_amount as (
    select
        m.start_day,
        m.end_day,
        m.amount,
        count(*) as members,
        sum(greatest(m.amount, 0)) as positive,
        count(*) filter (where m.bought) as buyers,
        count(*) filter (where m.banded) as banded,
    from members as m
    group by m.start_day, m.end_day, m.amount
),

ladder as (
    select
        b.*,
        sum(b.members) over above - b.members as members_above,
        sum(b.positive) over above - b.positive as positive_above,
        sum(b.buyers) over above - b.buyers as buyers_above,
        sum(b.banded) over above - b.banded as banded_above,
        sum(b.members) over whole as all_members,
        sum(b.positive) over whole as all_positive,
        sum(b.buyers) over whole as all_buyers,
        sum(b.banded) over whole as all_banded,
        sum(b.amount * b.members) over whole as all_net,
    from by_amount as b
    window
        above as (partition by b.start_day, b.end_day order by b.amount desc rows between unbounded preceding and current row),
        whole as (partition by b.start_day, b.end_day)
),

placed as (
    select
        m.*,
        row_number() over (partition by m.start_day, m.end_day order by m.amount desc, m.customer_id) as place,
    from members as m
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
    p.place as position,
    case when p.bought then l.buyers_above::double / nullif(l.all_buyers, 0)::double end as percentile,
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
        when p.banded is not true then null
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
left join placed as p
    on m.customer_id = p.customer_id and m.kind = p.kind and m.start_day = p.start_day and m.end_day = p.end_day
left join ladder as l
    on p.start_day = l.start_day and p.end_day = l.end_day and p.amount = l.amount
cross join config
