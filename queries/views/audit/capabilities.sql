-- name:    capabilities
-- kind:    view
-- summary: What this ledger can answer, and what is missing for the rest.
-- grain:   one row per capability
-- source:  ledger_totals, landscape_base.customers, customers, products, fx_daily, config, periods, prospects, touches, costs_to_serve, invoice_lines, ltv_model_used, service_costs, contracts, referrals, landscape_base.objects, filled_inputs
-- columns:
--   capability  VARCHAR  key   what can be asked, and the name of each view that has no rows without an optional input
--   available   BOOLEAN  flag  the data support it
--   reason      VARCHAR  text  what is missing; NULL when it is available
--   needs       VARCHAR  text  table or setting that brings it
-- example: select capability, reason from capabilities where not available
with sums as (
    select t.coverage, t.purchases
    from landscape_base.ledger_totals() as t
),

config as materialized (
    select c.min_cost_coverage as needed
    from landscape_base.config() as c
),

tests as (
    select 1 as place, 'rank customers by revenue' as name, s.purchases > 0 as works, 'the ledger has no purchase' as gap, 'invoice_lines' as source_table
    from sums as s
    union all
    select 2, 'rank customers by profit', s.coverage >= config.needed,
        'cost is known for ' || round(s.coverage * 100, 1) || ' % of the value, less than min_cost_coverage ' || config.needed, 'invoice_lines.cost_amount'
    from sums as s
    cross join config
    union all
    select 3, 'compare this period with the one before', coalesce(max(p.comparable::integer) filter (where p.period = 0), 0) = 1,
        'the ledger reaches back ' || coalesce(max(p.lookback_months) filter (where p.period = 0), 0) || ' months before the period', 'invoice_lines of earlier years'
    from landscape_base.periods() as p
    union all
    select 4, 'churn by product', count(*) filter (where l.product_id is not null) > 0, 'no line names a product', 'invoice_lines.product_id'
    from (select i.product_id from invoice_lines as i where i.product_id is not null limit 1) as l
    union all
    select 5, 'churn by product line', count(*) filter (where p.line is not null) > 0, 'no product has a line', 'products.line'
    from products as p
    union all
    select 6, 'rank customers by contribution',
        (select s.coverage from sums as s) >= (select config.needed from config) and ((select count(*) from touches as t where t.cost is not null) + count(*)) > 0,
        'no cost to serve is loaded, or too little cost', 'touches.cost, costs_to_serve'
    from costs_to_serve as c
    union all
    select 7, 'customer names and attributes', exists (select 1 from landscape_base.customers as cu where cu.name is not null), 'no customer has a name', 'customers'
    union all
    select 8, 'rate prospects', count(*) > 0, 'no prospect is loaded', 'prospects'
    from prospects as p
    union all
    select 9, 'convert every currency', count(*) filter (where f.to_base is null) = 0,
        count(*) filter (where f.to_base is null) || ' pairs of currency and day have no rate', 'fx_rates'
    from landscape_base.fx_daily as f
    union all
    select 10, 'lifetime value', u.kind is not null or coalesce(u.fallback = 'migration', false), u.reason, 'landscape fit'
    from landscape_base.ltv_model_used() as u
    union all
    select 11, 'lifetime value by profit', s.coverage >= config.needed,
        'cost is known for ' || round(s.coverage * 100, 1) || ' % of the value, less than min_cost_coverage ' || config.needed, 'invoice_lines.cost_amount'
    from sums as s
    cross join config
    union all
    select 12, 'lifetime value less cost to serve', count(*) > 0, 'no cost to serve is loaded', 'touches.cost, costs_to_serve'
    from landscape_base.service_costs as sc
    union all
    select 13, 'lifetime value of contracts', count(*) > 0, 'no contract is loaded', 'contracts'
    from contracts as c
    union all
    select 14, 'lifetime value with referrals', count(*) > 0, 'no referral is recorded', 'referrals'
    from referrals as r
    union all
    select 15, 'service_level_check',
        exists (select 1 from landscape_base.service_costs as sc) or exists (select 1 from touches as t where coalesce(t.class, 'personal') = 'personal'),
        'no cost to serve and no personal touch is loaded', 'touches, costs_to_serve'
    union all
    select 16, 'rep_mix', count(*) > 0, 'no line names a sales person and no customer an account manager', 'invoice_lines.rep, customers.account_manager'
    from (
        select c.account_manager from customers as c where c.account_manager is not null
        union all
        select l.rep from (select i.rep from invoice_lines as i where i.rep is not null limit 1) as l
    ) as e
    union all
    select 17, 'attention by department', exists (select 1 from touches as t where t.department is not null), 'no touch names a department', 'touches.department'
    union all
    select 18, 'channel_mix', exists (select 1 from invoice_lines as i where i.channel is not null), 'no line names a channel', 'invoice_lines.channel'
),

-- views that say in their header which inputs they need
wanted as (
    select distinct o.name, unnest(o.needs) as table_name
    from landscape_base.objects as o
),

views_of as (
    select
        w.name,
        bool_and(f.filled) as works,
        'nothing is loaded into ' || string_agg(w.table_name, ', ' order by w.table_name) filter (where not f.filled) as gap,
        string_agg(w.table_name, ', ' order by w.table_name) as source_table,
    from wanted as w
    inner join landscape_base.filled_inputs as f
        on w.table_name = f.table_name
    group by w.name
)

select
    t.name as capability,
    t.works as available,
    case when not t.works then t.gap end as reason,
    t.source_table as needs,
from (
    select tests.place, tests.name, tests.works, tests.gap, tests.source_table from tests
    union all
    select 100, v.name, v.works, v.gap, v.source_table from views_of as v
) as t
order by t.place, t.name
