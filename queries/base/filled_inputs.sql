-- name:    filled_inputs
-- kind:    base_view
-- summary: Which input and configuration tables hold rows.
-- grain:   one row per table
-- source:  churn_reasons, client_links, complaints, connections, contacts, contracts, costs_to_serve, customer_aliases, customers, fx_rates, invoice_lines, opportunities, products, prospects, referrals, satisfaction, segment_targets, touches, tier_focus, touch_policy
-- columns:
--   table_name  VARCHAR  key   never NULL
--   filled      BOOLEAN  flag  it has a row
select 'churn_reasons' as table_name, exists(select 1 from main.churn_reasons) as filled
union all
select 'client_links', exists(select 1 from main.client_links)
union all
select 'complaints', exists(select 1 from main.complaints)
union all
select 'connections', exists(select 1 from main.connections)
union all
select 'contacts', exists(select 1 from main.contacts)
union all
select 'contracts', exists(select 1 from main.contracts)
union all
select 'costs_to_serve', exists(select 1 from main.costs_to_serve)
union all
select 'customer_aliases', exists(select 1 from main.customer_aliases)
union all
select 'customers', exists(select 1 from main.customers)
union all
select 'fx_rates', exists(select 1 from main.fx_rates)
union all
select 'invoice_lines', exists(select 1 from main.invoice_lines)
union all
select 'opportunities', exists(select 1 from main.opportunities)
union all
select 'products', exists(select 1 from main.products)
union all
select 'prospects', exists(select 1 from main.prospects)
union all
select 'referrals', exists(select 1 from main.referrals)
union all
select 'satisfaction', exists(select 1 from main.satisfaction)
union all
select 'segment_targets', exists(select 1 from main.segment_targets)
union all
select 'touches', exists(select 1 from main.touches)
union all
select 'tier_focus', exists(select 1 from main.tier_focus)
union all
select 'touch_policy', exists(select 1 from main.touch_policy)
