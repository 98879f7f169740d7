-- name:    factors
-- kind:    base_table_macro
-- summary: How much more common each value of each attribute is within a group of customers than outside it, with an exact test (requirement D6).
-- grain:   one row per group, attribute and value that 5 customers or more have
-- source:  factor_values, fisher_exact, q_values
-- args:
--   grouped_by  VARCHAR  text  'tier'  tier, or band for the 80:20 bands
--   wanted    VARCHAR  text  NULL    the group; every group when NULL
--   as_of     DATE     date  NULL    last day, inclusive; the setting when NULL
--   measure   VARCHAR  text  NULL    what the tiers are made by; the setting when NULL
--   level     VARCHAR  text  NULL    customer or parent; the setting when NULL
-- columns:
--   label        VARCHAR  text    tier or band
--   attribute    VARCHAR  text    as in factor_values
--   value        VARCHAR  text    as in factor_values
--   place        INTEGER  number  of a range, 1 to 5; NULL for a word
--   n_group      BIGINT   count   customers of the group with the value
--   n_rest       BIGINT   count   other customers with the value
--   known_group  BIGINT   count   customers of the group of whom the attribute is known
--   known_rest   BIGINT   count   other customers of whom it is known
--   share_group  DOUBLE   ratio   n_group divided by known_group
--   share_rest   DOUBLE   ratio   n_rest divided by known_rest
--   lift         DOUBLE   number  share_group divided by the share of all customers of whom it is known
--   log_odds     DOUBLE   number  logarithm of the ratio of the odds, 0.5 added to each of the four counts
--   p            DOUBLE   ratio   Fisher's exact test, two-sided
--   q            DOUBLE   ratio   corrected for the number of tests of the group
--   reading      VARCHAR  text    the row in words; an association, not a cause
-- notes:   An attribute that has one value alone, or is known on one side alone, compares nothing and is left out.
with counted as materialized (
    select f.attribute, f.value, f.label, count(*) as n, any_value(f.place) as fifth
    from landscape_base.factor_values(grouped_by := grouped_by, as_of := as_of, measure := measure, level := level) as f
    group by f.attribute, f.value, f.label
),

values_of as (
    select c.attribute, c.value, sum(c.n)::bigint as n_all, any_value(c.fifth) as fifth
    from counted as c
    group by c.attribute, c.value
),

knowns as (
    select c.attribute, sum(c.n)::bigint as known_all
    from counted as c
    group by c.attribute
),

known_labels as (
    select c.attribute, c.label, sum(c.n)::bigint as known
    from counted as c
    where wanted is null or c.label = wanted
    group by c.attribute, c.label
),

paired as (
    select
        kl.label,
        v.attribute,
        v.value,
        v.fifth,
        coalesce(c.n, 0) as n_in,
        v.n_all - coalesce(c.n, 0) as n_out,
        kl.known as known_in,
        k.known_all - kl.known as known_out,
    from values_of as v
    inner join knowns as k
        on v.attribute = k.attribute
    inner join known_labels as kl
        on v.attribute = kl.attribute
    left join counted as c
        on v.attribute = c.attribute and v.value = c.value and kl.label = c.label
    where v.n_all >= 5 and v.n_all < k.known_all and k.known_all > kl.known
),

factors_tested as materialized (
    select p.*, fisher_exact(p.n_in, p.known_in - p.n_in, p.n_out, p.known_out - p.n_out) as probability
    from paired as p
),

corrected as (
    select q.family, q.p as probability, q.q as corrected
    from landscape_base.q_values(tests := (select list({'family': t.label, 'p': t.probability}) from factors_tested as t)) as q
)

select
    t.label as label,
    t.attribute as attribute,
    t.value as value,
    t.fifth as place,
    t.n_in as n_group,
    t.n_out as n_rest,
    t.known_in as known_group,
    t.known_out as known_rest,
    t.n_in::double / t.known_in as share_group,
    t.n_out::double / t.known_out as share_rest,
    (t.n_in::double / t.known_in) / ((t.n_in + t.n_out)::double / (t.known_in + t.known_out)) as lift,
    ln((t.n_in + 0.5::double) * (t.known_out - t.n_out + 0.5::double) / ((t.known_in - t.n_in + 0.5::double) * (t.n_out + 0.5::double))) as log_odds,
    t.probability as p,
    c.corrected as q,
    format(
        '{} {}: {:.0f} % of {} and {:.0f} % of the others, {}; an association, not a cause',
        t.attribute, t.value, 100 * t.n_in::double / t.known_in, t.label, 100 * t.n_out::double / t.known_out,
        case when c.corrected < 0.05 then 'hardly by chance' else 'may be chance' end
    ) as reading,
from factors_tested as t
inner join corrected as c
    on t.label = c.family and t.probability = c.probability
