-- name:    setting_defaults
-- kind:    base_view
-- summary: Every setting with its type, its built-in default and what it means.
-- grain:   one row per setting
-- source:
-- columns:
--   name           VARCHAR  key   never NULL
--   type           VARCHAR  text  date, timestamp, integer, decimal, flag, text, decimals or texts (lists are JSON text)
--   default_value  VARCHAR  text  NULL where the default follows from the ledger
--   allowed        VARCHAR  text  allowed words separated by a comma; NULL when any value of the type will do
--   applies        VARCHAR  text  query: may be overridden by session and argument; refresh: stored with the base tables; load: read by loads
--   meaning        VARCHAR  text
select
    d.name,
    d.type,
    d.default_value,
    d.allowed,
    d.applies,
    d.meaning,
from (
    values
        ('as_of', 'date', null, null, 'query',
            'last day, inclusive; by default the last day of the ledger, never later than today'),
        ('base_currency', 'text', null, null, 'refresh', 'currency of every figure; by default the only one in the ledger'),
        ('timezone', 'text', 'UTC', null, 'load', 'zone in which a zoned timestamp becomes a date'),
        ('years', 'integer', '3', null, 'query', 'length of the landscape window in years'),
        ('period_months', 'integer', '12', null, 'query', 'length of a period in months'),
        ('period_kind', 'text', 'rolling', 'rolling,calendar,fiscal', 'query', 'how periods are cut'),
        ('fiscal_start_month', 'integer', '1', null, 'query', 'first month of the fiscal year, 1 to 12'),
        ('ledger_complete_from', 'date', null, null, 'query',
            'day since which the ledger is complete; by default 15 days before its first line'),
        ('left_censor_days', 'integer', null, null, 'query',
            'a first order this near to the start of the ledger may not be the first; by default the customer''s own gap, at least 180'),
        ('tier_months', 'integer', '12', null, 'query', 'window of the current tier in months'),
        ('measure', 'text', 'revenue', 'revenue,profit,contribution', 'query', 'what customers are ranked by'),
        ('tier_cuts', 'decimals', '[0.80,0.95]', null, 'query', 'increasing cuts between the tiers'),
        ('tier_labels', 'texts', '["A","B","C"]', null, 'query', 'names of the tiers, one more than cuts'),
        ('tier_scheme', 'text', 'ABC', 'ABC,AAA', 'query', 'named cuts and labels; explicit ones win'),
        ('tier_basis', 'text', 'share', 'share,count,value', 'query',
            'what the cuts divide: cumulative share, share of customers, or the value itself'),
        ('sticky', 'decimal', '0', null, 'query', 'how far a customer must pass a cut before its CRM label changes'),
        ('focus_limit', 'integer', '20', null, 'query', 'length of the focus list'),
        ('churn_gap', 'integer', '12', null, 'query', 'months without a purchase after which a customer is an ex-customer'),
        ('churn_months', 'integer', '12', null, 'query', 'length of the churn windows in months'),
        ('churn_tolerance', 'decimal', '0', null, 'query', 'fall in spend that does not count, as a fraction'),
        ('compare', 'text', 'previous', 'previous,same_season', 'query', 'window that churn compares with'),
        ('product_level', 'text', null, 'line,product', 'query',
            'grain of product churn; by default line when 80 % of value has a line'),
        ('product_needs_drop', 'flag', null, 'true,false', 'query',
            'product churn only where spend fell too; by default true at product, false at line level'),
        ('alert_p', 'decimal', '0.05', null, 'query', 'probability below which a silence is an alert'),
        ('active_days', 'integer', '90', null, 'query', 'days within which a client is active'),
        ('nonactive_to', 'integer', '730', null, 'query', 'days after which a client is lost'),
        ('level', 'text', 'customer', 'customer,parent', 'query', 'grain of the ranking'),
        ('reactivated_as', 'text', 'separate', 'separate,new,repeat', 'query', 'where reactivated revenue is shown'),
        ('min_cost_coverage', 'decimal', '0.95', null, 'query', 'least share of value with a cost for a profit ranking'),
        ('fx_missing', 'text', 'error', 'error,exclude', 'refresh', 'what a missing exchange rate does'),
        ('fx_mode', 'text', 'transaction', 'transaction,constant', 'refresh', 'rate of the day or one rate for all'),
        ('fx_max_age_days', 'integer', '31', null, 'refresh', 'age at which an exchange rate counts as missing'),
        ('credit_match', 'text', 'auto', 'auto,linked', 'query', 'whether unlinked credit notes are matched to lines'),
        ('credit_period', 'text', 'own', 'own,origin', 'query', 'period of a linked credit: its own or its invoice''s'),
        ('zero_value_orders', 'text', 'ignore', 'ignore,count', 'query', 'whether orders worth 0 are timing events'),
        ('horizon_months', 'integer', '36', null, 'query', 'horizon of lifetime value in months'),
        ('discount', 'decimal', '0.10', null, 'query', 'yearly effective discount rate'),
        ('ltv_model', 'text', 'auto', 'auto,bg,mbg,pareto,cnbd', 'query', 'model of lifetime value'),
        ('seed', 'integer', '1', null, 'query', 'seed of simulated intervals'),
        ('interval_level', 'decimal', '0.80', null, 'query', 'probability that an interval covers'),
        ('keep_views', 'text', 'auto', 'auto,always,never', 'load',
            'whether the rows of default views are kept: with a refresh, fit or set of a large ledger, with every write, or never'),
        ('known_at', 'timestamp', null, null, 'refresh', 'use only lines recorded until then')
) as d (name, type, default_value, allowed, applies, meaning)
