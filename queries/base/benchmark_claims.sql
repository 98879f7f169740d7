-- name:    benchmark_claims
-- kind:    base_view
-- summary: The numbers that our sources claim of businesses in general, each to be tested on one's own.
-- grain:   one row per key, seed and position
-- source:
-- columns:
--   key       VARCHAR  key     never NULL; what the claim is about
--   seed      VARCHAR  key     never NULL; the source: A to E
--   position  INTEGER  rank    order within key and seed, from 1
--   low       DOUBLE   number  least value claimed; NULL where the claim names no number
--   high      DOUBLE   number  greatest value claimed; equals low when the claim is one number
--   unit      VARCHAR  text    ratio, count, days, weeks, months, years or number
--   measure   VARCHAR  text    what in these data stands beside it; NULL where nothing does
--   view      VARCHAR  text    never NULL; the view to open
--   claim     VARCHAR  text    never NULL; in words
-- notes:   A: D. Abraham on categorising customers. B: Stimson (IBF) on managing customers. C: on setting priorities, with the Customer Landscape
--   Dashboard. D: McCutcheon on ranking customers. E: on who is your client, in seven categories. Claims are never used in a computation.
select
    c.key as key,
    c.seed as seed,
    c.place as position,
    c.low::double as low,
    c.high::double as high,
    c.unit as unit,
    c.measure as measure,
    c.view_name as view,
    c.claim as claim,
from (
    values
        ('pareto_share', 'A', 1, 0.7, 0.8, 'ratio', 'top30_share', 'pareto_test', '70 to 80 percent of the revenue comes from 20 to 30 percent of the customers'),
        ('pareto_share', 'C', 1, 0.8, 0.8, 'ratio', 'top20_share', 'pareto_test', '80 percent of the revenue comes from 20 percent of the customers'),
        ('pareto_share', 'C', 2, 0.7, 0.7, 'ratio', 'top30_share', 'pareto_test', 'or 70 percent from 30 percent'),
        ('pareto_customers', 'A', 1, 0.2, 0.3, 'ratio', 'pct_customers_for_80', 'pareto_test', '20 to 30 percent of the customers make 70 to 80 percent of the revenue'),
        ('pareto_customers', 'C', 1, 0.2, 0.2, 'ratio', 'pct_customers_for_80', 'pareto_test', '20 percent of the customers make 80 percent of the revenue'),
        ('pareto_customers', 'C', 2, 0.3, 0.3, 'ratio', 'pct_customers_for_70', 'pareto_test', 'or 30 percent of them 70 percent'),
        ('tail_revenue', 'C', 1, 0.2, 0.3, 'ratio', 'tail_share', 'pareto_test', 'the many small customers make 20 to 30 percent of the revenue'),
        ('indifference', 'A', 1, 0.6, 0.7, 'ratio', 'reason_unappreciated', 'churn_reason_mix', '60 to 70 percent of lost customers leave because nobody seemed to care'),
        ('indifference', 'B', 1, 0.68, 0.68, 'ratio', 'reason_unappreciated', 'churn_reason_mix', '68 percent of lost customers leave because nobody seemed to care'),
        ('indifference', 'C', 1, 0.68, 0.68, 'ratio', 'reason_unappreciated', 'churn_reason_mix', '68 percent of lost customers leave because nobody seemed to care'),
        ('effort_new_vs_existing', 'A', 1, 5, 5, 'number', 'effort_ratio', 'effort_ratio', 'a new customer takes five times the effort of an order from a customer one has or had'),
        ('recall_top', 'A', 1, 10, 10, 'count', 'first_tier', 'recall_check', 'everybody knows the ten best customers'),
        ('recall_limit', 'A', 1, 20, 30, 'count', 'first_tier', 'recall_check', 'beyond 20 to 30 customers of the first tier fewer people know them'),
        ('recall_impossible', 'A', 1, 100, 100, 'count', 'first_tier', 'recall_check', 'beyond 100 nobody can'),
        ('customer_counts', 'C', 1, 100, 100, 'count', 'customers', 'pareto_test', 'the ten best are known, but who are the rest of 100'),
        ('customer_counts', 'C', 2, 1000, 1000, 'count', 'customers', 'pareto_test', 'or of 1000'),
        ('window_years', 'C', 1, 3, 3, 'years', 'years', 'landscape', 'rank customers by the sales of the last three years'),
        ('customer_types', 'A', 1, 3, 3, 'count', 'statuses', 'customer_status', 'existing, ex-customer and prospect: everybody is one of three types'),
        ('prospect_floors', 'A', 1, 2, 2, 'count', 'floors', 'tier_floors', 'two amounts rate every prospect: the least of tier A and the least of tier B'),
        ('focus_period', 'A', 1, null, null, 'months', 'focus_months', 'potential_tier', 'a customer with the potential is pursued for a few months'),
        ('churn_kinds', 'B', 1, 3, 3, 'count', null, 'churn', 'customers are lost in three ways: altogether, by product, by spending less'),
        ('churn_kinds', 'B', 2, 3, 5, 'count', null, 'churn', 'product churn is, say, to buy three products where it was five'),
        ('churn_reasons', 'B', 1, 0.01, 0.01, 'ratio', 'reason_died', 'churn_reason_mix', 'died'),
        ('churn_reasons', 'B', 2, 0.03, 0.03, 'ratio', 'reason_moved', 'churn_reason_mix', 'moved away'),
        ('churn_reasons', 'B', 3, 0.05, 0.05, 'ratio', 'reason_friend_advice', 'churn_reason_mix', 'followed the advice of a friend'),
        ('churn_reasons', 'B', 4, 0.09, 0.09, 'ratio', 'reason_better_value', 'churn_reason_mix', 'found better value'),
        ('churn_reasons', 'B', 5, 0.14, 0.14, 'ratio', 'reason_dissatisfied', 'churn_reason_mix', 'were dissatisfied'),
        ('churn_reasons', 'B', 6, 0.68, 0.68, 'ratio', 'reason_unappreciated', 'churn_reason_mix', 'felt unappreciated'),
        ('churn_reasons', 'B', 7, 1, 1, 'ratio', 'reason_published', 'churn_reason_mix', 'these six are all there are'),
        ('opportunity_areas', 'B', 1, 11, 11, 'count', null, 'opportunity_map', 'the life of a customer has eleven areas of opportunity'),
        ('reactivation', 'B', 1, 0.25, 0.6, 'ratio', 'reactivation', 'reactivation_case', '25 to 60 percent of dormant customers are receptive'),
        ('silent', 'B', 1, 0.96, 0.96, 'ratio', 'silent', 'silent_dissatisfied', '96 percent of dissatisfied customers do not complain'),
        ('bands', 'B', 1, 0.2, 0.2, 'ratio', null, 'band_8020', 'the best 20 percent of the customers are the top'),
        ('bands', 'B', 2, 0.6, 0.6, 'ratio', null, 'band_8020', 'the next 60 percent are the middle'),
        ('bands', 'B', 3, 0.2, 0.2, 'ratio', null, 'band_8020', 'the last 20 percent are the bottom, who may take more effort than they are worth'),
        ('referral_goal', 'B', 1, 0.1, 0.1, 'ratio', 'referral_growth', 'referral_goal', 'set a goal such as ten percent more business by referral'),
        ('referral_goal', 'B', 2, 10, 10, 'weeks', null, 'referral_goal', 'in ten weeks'),
        ('referral_top', 'B', 1, 0.2, 0.2, 'ratio', 'ecstatic', 'referral_candidates', 'the top 20 percent of the customers are ecstatic and will recommend'),
        ('referral_doubles', 'B', 1, 2, 2, 'number', 'referral_multiplier', 'referral_sources', 'one converted referral for each customer doubles the lifetime value'),
        ('personas', 'B', 1, 5, 5, 'count', 'personas', 'persona_landscape', 'messages are adapted to personas, five in the example'),
        ('responses', 'B', 1, 4, 4, 'count', 'responses', 'response_mix', 'a touch is answered in four ways: positive, negative, none, contact me later'),
        ('tiers', 'D', 1, 4, 4, 'count', 'tiers', 'landscape', 'customers are AAA, A, B or C'),
        ('qualify_reasons', 'D', 1, 3, 3, 'count', null, 'prospect_ranking', 'three reasons to qualify a prospect'),
        ('weekly_mail', 'D', 1, 7, 7, 'days', 'mail_days', 'touch_compliance', 'no weekly mail to casual customers'),
        ('client_categories', 'E', 1, 7, 7, 'count', null, 'client_categories', 'every client belongs to one of seven categories'),
        ('active_days', 'E', 1, 90, 90, 'days', 'active_days', 'client_categories', 'an active client orders within 90 days'),
        ('nonactive_years', 'E', 1, 1, 2, 'years', 'nonactive_years', 'client_categories', 'a client without an order in one to two years is not active, and later lost')
) as c (key, seed, place, low, high, unit, measure, view_name, claim)
