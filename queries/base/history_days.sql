-- name:    history_days
-- kind:    base_table_macro
-- summary: Every day of an account as known on a day: its purchases and its money, each credit on the day of what it takes back.
-- grain:   one row per account and day with a line up to as_of, where customers are counted at when_level; no row where they are not
-- source:  basics, customer_days, purchase_changes, credit_lines
-- args:
--   when_level  VARCHAR  text  required  customer or parent
--   as_of       DATE     date  NULL      last day, inclusive; the setting when NULL
--   level       VARCHAR  text  NULL      customer or parent; the setting when NULL
--   cut         DATE     date  NULL      an earlier day, of which purchases_then is asked
-- columns:
--   customer_id     VARCHAR        key    canonical customer
--   day             DATE           date   the day
--   purchases       INTEGER        count  purchases that stand
--   purchases_then  INTEGER        count  purchases that stood as of cut, whatever the day; those of the lines alone when cut is NULL
--   zero_invoices   INTEGER        count  invoices worth exactly 0
--   value           DECIMAL(18,4)  money  net of invoices and adjustments less the credit notes linked or matched to them
--   unmatched       DECIMAL(18,4)  money  credit notes of the day without an own invoice, as a positive amount; NULL without one
--   net             DECIMAL(18,4)  money  net of the lines of the day
--   cost            DECIMAL(18,4)  money  sum of known costs
--   net_costed      DECIMAL(18,4)  money  net of the lines whose cost is known
--   net_abs         DECIMAL(18,4)  money  sum of absolute net amounts
--   net_abs_costed  DECIMAL(18,4)  money  the same of the lines whose cost is known
-- notes:   Whoever counts customers and groups differently reads it once for each: DuckDB would hold days in memory that are read in two ways
--   from one place, and those of ten million customers are gigabytes. Sums of a customer's day fit DECIMAL(18,4) as those of customer_days
--   do; wider ones take twice the time to add up.
with config as materialized (
    select b.last_day, b.matching
    from landscape_base.basics(as_of := as_of, level := level) as b
    where b.grain = when_level
),

changes as (
    select
        pc.customer_id, pc.day, sum(pc.delta)::integer as delta,
        sum(case when pc.effective_on <= cut then pc.delta else 0 end)::integer as delta_then,
    from landscape_base.purchase_changes as pc
    cross join config
    where pc.basis = config.matching and pc.effective_on <= config.last_day
    group by pc.customer_id, pc.day
),

-- a credit counts on the day of what it takes back, and one that takes nothing back is apart
credits as (
    select m.customer_id, m.day, sum(m.value)::decimal(18, 4) as value, sum(m.unmatched)::decimal(18, 4) as unmatched
    from (
        select
            cl.customer_id, cl.credit_date as day, -cl.net as value,
            case when cl.link = 'linked' or (cl.link = 'matched' and config.matching = 'auto') then 0 else -cl.net end as unmatched,
        from landscape_base.credit_lines as cl
        cross join config
        where cl.credit_date <= config.last_day and cl.net is not null
        union all
        select cl.customer_id, cl.target_date, cl.net, 0
        from landscape_base.credit_lines as cl
        cross join config
        where cl.credit_date <= config.last_day
            and cl.net is not null
            and (cl.link = 'linked' or (cl.link = 'matched' and config.matching = 'auto'))
    ) as m
    group by m.customer_id, m.day
)

select
    cd.customer_id as customer_id,
    cd.day as day,
    (cd.purchases + coalesce(changes.delta, 0))::integer as purchases,
    (cd.purchases + coalesce(changes.delta_then, 0))::integer as purchases_then,
    cd.zero_invoices as zero_invoices,
    case when credits.value is null then cd.net else (cd.net + credits.value)::decimal(18, 4) end as value,
    credits.unmatched as unmatched,
    cd.net as net,
    cd.cost as cost,
    cd.net_costed as net_costed,
    cd.net_abs as net_abs,
    cd.net_abs_costed as net_abs_costed,
from landscape_base.customer_days as cd
left join changes
    on cd.customer_id = changes.customer_id and cd.day = changes.day
left join credits
    on cd.customer_id = credits.customer_id and cd.day = credits.day
cross join config
where cd.day <= config.last_day
