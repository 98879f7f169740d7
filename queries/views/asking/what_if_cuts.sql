-- name:    what_if_cuts
-- kind:    table_macro
-- summary: What other cuts between the tiers would change: how many customers and how much value move from which tier to which.
-- grain:   one row per tier now and tier with the other cuts
-- source:  config, ranked_spans, tier_span
-- args:
--   cuts     DOUBLE[]   list  required  increasing cuts to try, such as [0.7, 0.9]
--   labels   VARCHAR[]  list  NULL      names of the tiers, one more than cuts; those in force where their number fits, else the letters from A on
--   as_of    DATE       date  NULL      last day, inclusive; the setting when NULL
--   measure  VARCHAR    text  NULL      revenue, profit or contribution; the setting when NULL
--   level    VARCHAR    text  NULL      customer or parent; the setting when NULL
-- columns:
--   from_tier    VARCHAR        text   tier now
--   to_tier      VARCHAR        text   tier with the other cuts
--   changes      BOOLEAN        flag   the two differ
--   customers    BIGINT         count  customers that go this way
--   value        DECIMAL(38,4)  money  their value in the tier window
--   value_share  DOUBLE         ratio  of the positive values; NULL when there is none
--   least_value  DECIMAL(38,4)  money  of the smallest of them
--   most_value   DECIMAL(38,4)  money  of the largest of them
--   from_cuts    DOUBLE[]       list   cuts in force
--   as_of        DATE           date   last day, inclusive
-- example: from what_if_cuts([0.7, 0.9]) where changes
-- notes:   Customers without a tier, because nothing is positive or too little of their cost is known, are left out. Cuts are shares of the cumulative
--   value, or what the setting tier_basis says.
with config as materialized (
    select c.tier_cuts as old_cuts, c.tier_labels as old_labels, c.as_of as last_day
    from landscape_base.config(as_of := as_of, measure := measure, level := level) as c
),

other_labels as materialized (
    select coalesce(
        labels,
        case when len(cuts) = len(config.old_cuts) then config.old_labels end,
        list_transform(range(len(cuts) + 1), lambda i: chr((65 + i)::integer))
    ) as names
    from config
),

tried as (
    select r.customer_id, r.tier as label
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, null), as_of := as_of, measure := measure,
        cuts := cuts, labels := (select other_labels.names from other_labels), level := level
    ) as r
    where r.kind = 'ranked' and r.tier is not null
),

moves as (
    select r.tier as from_label, t.label as to_label, r.value as amount, r.share as part
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, null), as_of := as_of, measure := measure, level := level
    ) as r
    inner join tried as t
        on r.customer_id = t.customer_id
    where r.kind = 'ranked'
)

select
    m.from_label as from_tier,
    m.to_label as to_tier,
    m.from_label != m.to_label as changes,
    count(*) as customers,
    sum(m.amount)::decimal(38, 4) as value,
    sum(m.part) as value_share,
    min(m.amount)::decimal(38, 4) as least_value,
    max(m.amount)::decimal(38, 4) as most_value,
    any_value(config.old_cuts) as from_cuts,
    any_value(config.last_day) as as_of,
from moves as m
cross join config
cross join other_labels as o
group by m.from_label, m.to_label
order by list_position(any_value(config.old_labels), m.from_label), list_position(any_value(o.names), m.to_label)
