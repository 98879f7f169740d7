-- name:    score_standing
-- kind:    base_table_macro
-- summary: The scores of every customer that need no model: rank, tier, movement, churn, category and orders, in one row.
-- grain:   one row per ranked customer (or parent) that the ledger up to as_of or the table customers names
-- source:  score_windows, score_sums, score_costs, score_products, tier_of, movement_of, thresholds, credit_lines, landscape_base.customers, unit_of, mean_gaps, recorded_losses, client_help, customer_status, client_category, churn_kind
-- kept:    customer_id
-- args:
--   as_of    DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure  VARCHAR  text  NULL  revenue, profit or contribution; the setting when NULL
-- columns:
--   customer_id       VARCHAR        key    never NULL; the root parent at level parent
--   name              VARCHAR        text   NULL when unknown
--   status            VARCHAR        text   existing, ex-customer or prospect
--   rank              BIGINT         rank   1 is best, ties share it; NULL without a line in the tier window
--   share             DOUBLE         ratio  of the positive values of the tier window
--   value             DECIMAL(18,4)  money  the measure in the tier window; 0 without a line, NULL below the cost coverage wanted
--   tier              VARCHAR        text   tier of the tier window; NULL without a rank
--   tier_previous     VARCHAR        text   tier of the window that the newest period is compared with
--   movement          VARCHAR        text   new, reactivated, grown, flat, shrunk or lost since then; NULL for neither, and when not comparable
--   churn_kind        VARCHAR        text   account, product, decreased_spend or none; NULL when not active before
--   churn_value       DECIMAL(18,4)  money  revenue lost between the churn windows: accounts, dropped products, decreased spend
--   category          VARCHAR        text   active_paying, active_non_paying, non_active, lost, direct_referral, center_of_influence or undefined
--   orders            BIGINT         count  purchases ever
--   last_order        DATE           date   last purchase; NULL without one
--   days_since_last   INTEGER        days   from last_order to as_of; NULL without a purchase
--   rank_reason       VARCHAR        text   why rank or tier are NULL: no_line, cost_coverage or no_positive_total
--   as_of             DATE           date   last day, inclusive
-- notes:   The value of a customer is looked up in a ladder of the values that occur, so that equal values never part and nothing is sorted but
--   numbers.
with config as materialized (
    select w.*, t.active_days, t.nonactive_to
    from landscape_base.score_windows(as_of := as_of, measure := measure) as w
    cross join landscape_base.thresholds() as t
),

sums as materialized (
    select s.*
    from landscape_base.score_sums(as_of := as_of) as s
),

costs as materialized (
    select c.*
    from landscape_base.score_costs(as_of := as_of, measure := measure) as c
),

-- whether enough of the money in each window has a cost
coverage as materialized (
    select
        coalesce(sum(c.tier_costed) filter (where s.tier_seen)::double
            / nullif(sum(c.tier_turnover) filter (where s.tier_seen), 0)::double, 1) as tier_share,
        coalesce(sum(c.own_costed) filter (where s.own_seen)::double
            / nullif(sum(c.own_turnover) filter (where s.own_seen), 0)::double, 1) as own_share,
        coalesce(sum(c.before_costed) filter (where s.before_seen)::double
            / nullif(sum(c.before_turnover) filter (where s.before_seen), 0)::double, 1) as before_share,
    from costs as c
    inner join sums as s
        on c.customer_id = s.customer_id
),

valued as not materialized (
    select
        s.*,
        case
            when not s.tier_seen then null
            when config.wanted = 'revenue' then s.tier_net
            when least(k.tier_share, coalesce(c.tier_costed::double / nullif(c.tier_turnover, 0)::double, 1)) >= config.needed then c.tier_value
        end as amount,
        case
            when not s.own_seen then 0
            when config.wanted = 'revenue' then s.own_net
            when least(k.own_share, coalesce(c.own_costed::double / nullif(c.own_turnover, 0)::double, 1)) >= config.needed then c.own_value
        end as own_amount,
        case
            when not s.before_seen then null
            when config.wanted = 'revenue' then s.before_net
            when least(k.before_share, coalesce(c.before_costed::double / nullif(c.before_turnover, 0)::double, 1)) >= config.needed
                then c.before_value
        end as before_amount,
    from sums as s
    left join costs as c
        on s.customer_id = c.customer_id
    cross join coverage as k
    cross join config
),

-- the values that occur, the greatest first: in the tier window, and in the window that the newest period is compared with
ladder as materialized (
    select
        l.step,
        l.amount,
        l.members_above,
        l.all_positive,
        case
            when l.all_positive > 0 then landscape_base.tier_of(
                config.tier_basis, config.tier_cuts, config.tier_labels, l.amount, l.positive_above, l.all_positive, l.members_above, l.all_members
            )
        end as tier_name,
    from (
        select
            b.step,
            b.amount,
            sum(b.members) over above - b.members as members_above,
            sum(b.positive) over above - b.positive as positive_above,
            sum(b.members) over whole as all_members,
            sum(b.positive) over whole as all_positive,
        from (
            select 'tier' as step, v.amount, count(*) as members, greatest(v.amount, 0) * count(*) as positive
            from valued as v
            where v.amount is not null
            group by v.amount
            union all
            select 'before', v.before_amount, count(*), greatest(v.before_amount, 0) * count(*)
            from valued as v
            where v.before_amount is not null
            group by v.before_amount
        ) as b
        window
            above as (partition by b.step order by b.amount desc rows between unbounded preceding and current row),
            whole as (partition by b.step)
    ) as l
    cross join config
),

-- who bought nothing that stands and has credit without an invoice has bought before the ledger begins
loose as (
    select
        landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id,
        max(cl.credit_date) as last_credit,
    from landscape_base.credit_lines as cl
    inner join landscape_base.customers as cu
        on cl.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    where cl.credit_date <= config.last_day
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
    having count(*) filter (where cl.link = 'unmatched' or (cl.link = 'matched' and config.matching = 'linked')) > 0
),

-- products are looked at for who stayed; of who came or left the account says all
score_stayed as (
    select s.customer_id
    from sums as s
    where s.churn_was and s.churn_is
),

-- the names stand nowhere else, since they are read inside the macro that they are handed to
score_churn as (
    select config.churned_start, config.churned_end, config.churn_start, config.last_day
    from config
),

-- of most accounts of a ledger without a table of customers nothing is known
known as (
    select cu.customer_id, cu.name, cu.status_override
    from landscape_base.customers as cu
    where cu.name is not null or cu.status_override is not null
),

stated as (
    select landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as unit_id, min(cu.first_order_date) as stated_day
    from landscape_base.customers as cu
    cross join config
    where cu.kind = 'ranked' and cu.first_order_date is not null
    group by landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain)
),

joined as (
    select
        v.*,
        own.name as label,
        own.status_override,
        st.stated_day,
        v.orders = 0 and lo.unit_id is not null as only_returned,
        coalesce(v.last_order, case when v.orders = 0 then lo.last_credit end) as last_seen,
        l.members_above,
        l.all_positive,
        l.tier_name,
        b.tier_name as tier_before,
        p.count0,
        p.count1,
        p.lost_amount,
        p.product_level,
        g.mean_gap,
        r.lost_on,
        h.referrals,
        h.connections,
    from valued as v
    left join ladder as l
        on v.amount = l.amount and l.step = 'tier'
    left join ladder as b
        on v.before_amount = b.amount and b.step = 'before'
    left join known as own
        on v.customer_id = own.customer_id
    left join stated as st
        on v.customer_id = st.unit_id
    left join loose as lo
        on v.customer_id = lo.unit_id
    left join landscape_base.score_products(given := 'score_stayed', windows := 'score_churn', as_of := as_of) as p
        on v.customer_id = p.customer_id
    left join landscape_base.mean_gaps(as_of := as_of, when_level := 'parent') as g
        on v.customer_id = g.customer_id
    left join landscape_base.recorded_losses(as_of := as_of) as r
        on v.customer_id = r.customer_id
    left join landscape_base.client_help(as_of := as_of) as h
        on v.customer_id = h.customer_id
),

described as (
    select
        j.*,
        config.*,
        case
            when config.grain = 'parent' then j.mean_gap
            when j.recent_days > 1 then (j.last_order - j.first_recent)::double / (j.recent_days - 1)
        end as gap_days,
        coalesce(j.status_override, customer_status(j.last_order, config.last_day, config.gap, j.only_returned)) as standing,
        case when j.churn_was then greatest(coalesce(j.count0, 0), 1) else 0 end as products_before,
        case when j.churn_is then greatest(coalesce(j.count1, 0), 1) else 0 end as products_after,
        (config.last_day - j.last_seen)::integer as silence,
    from joined as j
    cross join config
)

select
    d.customer_id as customer_id,
    d.label as name,
    d.standing as status,
    (d.members_above + 1)::bigint as rank,
    case when d.tier_seen then greatest(d.amount, 0)::double / nullif(d.all_positive, 0)::double else 0 end as share,
    case when d.tier_seen then d.amount else 0 end::decimal(18, 4) as value,
    d.tier_name as tier,
    d.tier_before as tier_previous,
    case
        when d.comparable then landscape_base.movement_of(
            d.was_active,
            d.is_active,
            case when d.before_seen then d.before_amount else 0 end,
            d.own_amount,
            least(d.first_order, d.stated_day) > d.own_start
        )
    end as movement,
    churn_kind(
        d.products_before, d.products_after, d.churn_before, d.churn_after, d.slack, coalesce(d.needs_drop, d.product_level = 'product')
    ) as churn_kind,
    case
        when not d.churn_was then 0
        when not d.churn_is then greatest(d.churn_before, 0)
        else coalesce(d.lost_amount, 0)
    end::decimal(18, 4) as churn_value,
    client_category(
        d.silence, d.gap_days, coalesce(d.lost_on > d.last_seen, false), coalesce(d.referrals, 0), coalesce(d.connections, 0), d.orders,
        d.standing, d.active_days, d.nonactive_to
    ) as category,
    d.orders as orders,
    d.last_order as last_order,
    (d.last_day - d.last_order)::integer as days_since_last,
    case
        when not d.tier_seen then 'no_line'
        when d.amount is null then 'cost_coverage'
        when d.all_positive <= 0 then 'no_positive_total'
    end as rank_reason,
    d.last_day as as_of,
from described as d
