-- name:    product_moves
-- kind:    base_table_macro
-- summary: What every customer bought of each product or product line in the churn windows.
-- grain:   one row per customer (or parent) and product with a line in either window
-- source:  config, churn_length, churn_comparison, periods, ledger, credit_lines, landscape_base.customers, products, unit_of
-- args:
--   as_of          DATE     date    NULL  last day, inclusive; the setting when NULL
--   months         INTEGER  months  NULL  length of the windows; the setting churn_months when NULL
--   compare        VARCHAR  text    NULL  previous or same_season; the setting when NULL
--   product_level  VARCHAR  text    NULL  line or product; the setting when NULL
--   level          VARCHAR  text    NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    customer, root parent, or a row in parentheses that is never ranked
--   product_id     VARCHAR        key    product, or line at level line; '(none)' without one
--   in_profile     BOOLEAN        flag   counts as a product; freight, fees and samples do not
--   v0             DECIMAL(38,4)  money  net value in the window compared with
--   v1             DECIMAL(38,4)  money  net value in the newest window
--   product_level  VARCHAR        text   level in force: line when 80 % of the value has a line, unless set
with config as materialized (
    select
        c.product_level as wanted_level,
        c.level as grain,
        c.credit_period as crediting,
        c.credit_match as matching,
        p.before_start,
        p.before_end,
        p.start_day,
        p.end_day,
    from landscape_base.config(as_of := as_of, product_level := product_level, level := level) as c
    cross join landscape_base.periods(
        as_of := as_of,
        period_months := landscape_base.churn_length(months),
        years := 1,
        period_kind := 'rolling',
        compare := landscape_base.churn_comparison(compare)
    ) as p
    where p.period = 0
),

amounts as (
    select l.customer_id, l.product_id, l.invoice_date as day, l.net
    from landscape_base.ledger as l
    where l.doc_type != 'credit_note'
    union all
    select
        c.customer_id,
        c.product_id,
        case
            when config.crediting = 'origin' and (c.link = 'linked' or (c.link = 'matched' and config.matching = 'auto')) then c.target_date
            else c.credit_date
        end as day,
        c.net,
    from landscape_base.credit_lines as c
    cross join config
    where c.credit_date <= config.end_day
),

by_product as materialized (
    select
        a.customer_id,
        a.product_id,
        sum(a.net) filter (where a.day > config.before_start and a.day <= config.before_end) as amount0,
        sum(a.net) filter (where a.day > config.start_day and a.day <= config.end_day) as amount1,
        sum(abs(a.net)) as weight,
    from amounts as a
    cross join config
    where (a.day > config.before_start and a.day <= config.before_end) or (a.day > config.start_day and a.day <= config.end_day)
    group by a.customer_id, a.product_id
),

chosen as (
    select coalesce(
        (select config.wanted_level from config),
        (
            select case when sum(b.weight) filter (where p.line is not null) >= 0.8 * sum(b.weight) then 'line' else 'product' end
            from by_product as b
            left join products as p
                on b.product_id = p.product_id
        ),
        'product'
    ) as grain
)

select
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain) as customer_id,
    coalesce(case when chosen.grain = 'line' then p.line else b.product_id end, '(none)') as product_id,
    coalesce(p.in_profile, true) as in_profile,
    coalesce(sum(b.amount0), 0)::decimal(38, 4) as v0,
    coalesce(sum(b.amount1), 0)::decimal(38, 4) as v1,
    chosen.grain as product_level,
from by_product as b
inner join landscape_base.customers as cu
    on b.customer_id = cu.customer_id
left join products as p
    on b.product_id = p.product_id
cross join config
cross join chosen
group by
    landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, config.grain),
    coalesce(case when chosen.grain = 'line' then p.line else b.product_id end, '(none)'),
    coalesce(p.in_profile, true),
    chosen.grain
