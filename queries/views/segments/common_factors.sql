-- name:    common_factors
-- kind:    figure
-- summary: What the customers of a tier have in common that others have not, attribute by attribute, with an exact test (D6).
-- grain:   one row per attribute and value that 5 customers or more have
-- source:  factors
-- kept:    p, attribute, value
-- args:
--   in_group  VARCHAR  text  'A'   tier whose customers are compared with all others
--   as_of     DATE     date  NULL  last day, inclusive; the setting when NULL
--   measure   VARCHAR  text  NULL  what the tiers are made by; the setting when NULL
--   level     VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   tier         VARCHAR  text    the group
--   attribute    VARCHAR  text    industry, region, persona, size band, account manager, channel, rep, first product, or attrs.KEY; product lines, order gap in days, months since first order and touches in 12 months in quintiles
--   value        VARCHAR  text    value of the attribute; the range of a quintile
--   n_group      BIGINT   count   customers of the group with the value
--   n_rest       BIGINT   count   other customers with the value
--   known_group  BIGINT   count   customers of the group of whom the attribute is known
--   known_rest   BIGINT   count   other customers of whom it is known
--   share_group  DOUBLE   ratio   n_group divided by known_group
--   share_rest   DOUBLE   ratio   n_rest divided by known_rest
--   lift         DOUBLE   number  share_group divided by the share of all; above 1 is more common in the group
--   log_odds     DOUBLE   number  logarithm of the ratio of the odds, 0.5 added to each of the four counts; above 0 is more common in the group
--   p            DOUBLE   ratio   Fisher's exact test, two-sided: how likely is a difference no less surprising by chance alone
--   q            DOUBLE   ratio   p corrected for the number of rows by Benjamini and Hochberg: of the rows up to here, this share is expected to be chance
--   reading      VARCHAR  text    the row in words; an association, not a cause
-- example: select attribute, value, share_group, share_rest, q from common_factors('A') where q < 0.05 order by log_odds desc
-- notes:   Customers of the tier window. Attributes are those of today; channel, rep, product lines and first product come from the
--   lines, as factor_values says. Shares are of the customers of whom the attribute is known. What is common among the best need not
--   make them good: size, age and attention go along with many attributes.
--   Calls a function of this program: plain DuckDB does not know it.
select
    f.label as tier,
    f.attribute as attribute,
    f.value as value,
    f.n_group as n_group,
    f.n_rest as n_rest,
    f.known_group as known_group,
    f.known_rest as known_rest,
    f.share_group as share_group,
    f.share_rest as share_rest,
    f.lift as lift,
    f.log_odds as log_odds,
    f.p as p,
    f.q as q,
    f.reading as reading,
from landscape_base.factors(
    grouped_by := 'tier', wanted := in_group, as_of := as_of, measure := measure, level := level
) as f
order by f.p, abs(f.log_odds) desc, f.attribute, f.value
