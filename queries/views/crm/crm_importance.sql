-- name:    crm_importance
-- kind:    figure
-- summary: How important every customer, ex-customer and prospect is, in the words that everyone who picks up the phone should see.
-- grain:   one row per kind and customer_id: ranked customers, and prospects that were not converted
-- source:  crm_labels
-- kept:    rank, customer_id
-- args:
--   as_of   DATE    date   NULL  last day, inclusive; the setting when NULL
--   sticky  DOUBLE  ratio  NULL  how far a customer must pass a cut before its label changes; the setting when NULL
-- columns:
--   kind            VARCHAR        key    never NULL; customer or prospect
--   customer_id     VARCHAR        key    never NULL; the prospect_id in a row of kind prospect
--   name            VARCHAR        text   NULL when unknown
--   label           VARCHAR        text   such as Existing Cat A customer, Ex-customer (was Cat A), Cat A prospect, Unrated prospect
--   status          VARCHAR        text   existing, ex-customer or prospect
--   tier            VARCHAR        text   of the label; NULL when unrated
--   tier_basis      VARCHAR        text   computed, sticky (kept near a cut), override, former or estimate; NULL without a tier
--   computed_tier   VARCHAR        text   the tier of the last tier_months as pareto_rank has it
--   potential_tier  VARCHAR        text   the tier a customer of the last tier could reach, as in potential_tier
--   rank            BIGINT         rank   in the tier window; NULL without a line in it
--   value           DECIMAL(38,4)  money  the measure in the tier window; of a prospect what it promises in a year
--   last_order      DATE           date   last purchase; NULL without one
--   owner           VARCHAR        text   account manager, or owner of the prospect
--   as_of           DATE           date   last day, inclusive
-- example: select label, count(*) as accounts from crm_importance group by label order by accounts desc
-- notes:   Tiers are kept near a cut here, and only here: with sticky 0.02 a customer of tier A keeps it until the customers above it make
--   more than 0.82. The old tier is that of the last acknowledged export, else that of the tier window before.
--   customers.tier_override wins. Accounts are not rolled up to their parents: a CRM labels each.
select
    l.kind as kind,
    l.customer_id as customer_id,
    l.name as name,
    l.label as label,
    l.status as status,
    l.tier as tier,
    l.tier_basis as tier_basis,
    l.computed_tier as computed_tier,
    l.potential_tier as potential_tier,
    l.rank as rank,
    l.value as value,
    l.last_order as last_order,
    l.owner as owner,
    l.as_of as as_of,
from landscape_base.crm_labels(as_of := as_of, sticky := sticky) as l
