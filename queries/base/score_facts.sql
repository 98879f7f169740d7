-- name:    score_facts
-- kind:    base_table_macro
-- summary: The days of every customer, and the windows of its scores that they lie in.
-- grain:   one row per account and day with a line, cost to serve or moved credit, and one per account in the table customers, without a day
-- source:  score_windows, customer_days, purchase_changes, moved_facts, customers, landscape_base.customers, aliases, customer_groups
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   unit_id         VARCHAR        key    customer or root parent; accounts that are never ranked are left out
--   day             DATE           date   NULL in the row of an account without a day
--   net             DECIMAL(18,4)  money  sum of net amounts
--   cost            DECIMAL(18,4)  money  sum of known costs
--   net_costed      DECIMAL(18,4)  money  net of the lines with a cost
--   net_abs         DECIMAL(18,4)  money  sum of absolute net amounts
--   net_abs_costed  DECIMAL(18,4)  money  the same of the lines with a cost
--   service         DECIMAL(18,4)  money  cost to serve; NULL in other rows
--   lines           BIGINT         count  lines of the ledger; negative where credit leaves the day
--   purchases       BIGINT         count  purchases that stand at as_of
--   is_known        BOOLEAN        flag   the ledger or the table customers knows the account
--   has_lines       BOOLEAN        flag   a row of customer_days
--   moves           BOOLEAN        flag   credit_period is origin, so that lines may have left the day
--   in_recent       BOOLEAN        flag   within the last 365 days
--   in_tier         BOOLEAN        flag   in the tier window
--   in_own          BOOLEAN        flag   in the newest period
--   in_before       BOOLEAN        flag   in the window compared with
--   in_was          BOOLEAN        flag   in the look-back at the start of the newest period
--   in_is           BOOLEAN        flag   in the look-back at its end
--   in_churn        BOOLEAN        flag   in the newest churn window
--   in_churned      BOOLEAN        flag   in the churn window compared with
--   in_churn_was    BOOLEAN        flag   in the look-back at the start of the newest churn window
--   in_churn_is     BOOLEAN        flag   in the look-back at its end
-- notes:   Accounts in a group, and accounts that are never ranked, are few: their days are sent where they belong before any grouping, and
--   no other day is joined with an account.
with config as materialized (
    select w.*
    from landscape_base.score_windows(as_of := as_of) as w
),

changes as (
    select pc.customer_id, pc.day, sum(pc.delta) as delta
    from landscape_base.purchase_changes as pc
    cross join config
    where pc.basis = config.matching and pc.effective_on <= config.last_day
    group by pc.customer_id, pc.day
),

unranked as (
    select cu.customer_id
    from landscape_base.customers as cu
    where cu.kind != 'ranked'
),

roots as (
    select g.customer_id, g.root_id
    from landscape_base.customer_groups as g
    cross join config
    where config.grain = 'parent'
),

facts as (
    select
        cd.customer_id, cd.day, cd.net, cd.cost, cd.net_costed, cd.net_abs, cd.net_abs_costed, null::decimal(18, 4) as service, cd.lines,
        cd.purchases + coalesce(changes.delta, 0) as purchases, true as is_known, true as has_lines,
    from landscape_base.customer_days as cd
    left join changes
        on cd.customer_id = changes.customer_id and cd.day = changes.day
    cross join config
    where cd.day <= config.last_day
    union all
    select mf.customer_id, mf.day, mf.net, mf.cost, mf.net_costed, mf.net_abs, mf.net_abs_costed, mf.service, mf.lines, 0, false, false
    from landscape_base.moved_facts(as_of := as_of) as mf
    union all
    -- customers that the table customers names have a row without a day
    select cu.customer_id, null, null, null, null, null, null, null, null, null, true, false
    from (
        select distinct coalesce(a.customer_id, c.customer_id) as account
        from customers as c
        left join landscape_base.aliases as a
            on c.customer_id = a.alias_id
    ) as d
    inner join landscape_base.customers as cu
        on d.account = cu.customer_id
)

select
    coalesce(r.root_id, f.customer_id) as unit_id,
    f.day as day,
    f.net as net,
    f.cost as cost,
    f.net_costed as net_costed,
    f.net_abs as net_abs,
    f.net_abs_costed as net_abs_costed,
    f.service as service,
    f.lines as lines,
    f.purchases::bigint as purchases,
    f.is_known as is_known,
    f.has_lines as has_lines,
    config.crediting = 'origin' as moves,
    f.day > config.last_day - 365 as in_recent,
    f.day > config.tier_start as in_tier,
    f.day > config.own_start and f.day <= config.own_end as in_own,
    f.day > config.before_start and f.day <= config.before_end as in_before,
    f.day > config.active_start and f.day <= config.active_end as in_was,
    f.day > config.active_end_start and f.day <= config.own_end as in_is,
    f.day > config.churn_start as in_churn,
    f.day > config.churned_start and f.day <= config.churned_end as in_churned,
    f.day > config.churn_active_start and f.day <= config.churn_active_end as in_churn_was,
    f.day > config.churn_now_start as in_churn_is,
from facts as f
left join roots as r
    on f.customer_id = r.customer_id
cross join config
where f.customer_id not in (select u.customer_id from unranked as u)
