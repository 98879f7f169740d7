-- name:    score_products
-- kind:    base_table_macro
-- summary: How many products those who stayed bought in the churn windows, and what they lost of them.
-- grain:   one row per customer (or parent) in given with a line in either window
-- source:  product_losses, item_lines, customer_groups, landscape_base.customers, basics
-- args:
--   given    VARCHAR  text  required  name of a table expression with customer_id of score_sums for each who stayed
--   windows  VARCHAR  text  required  name of a table expression with the columns of score_windows
--   as_of    DATE     date  NULL      last day, inclusive; the setting when NULL
-- columns:
--   customer_id    VARCHAR        key    customer or root parent
--   product_level  VARCHAR        text   level in force
--   count0         BIGINT         count  products bought in the window compared with
--   count1         BIGINT         count  products bought in the newest window
--   lost_amount    DECIMAL(38,4)  money  what was dropped and what was bought less of
with roots as (
    select g.customer_id, g.root_id
    from landscape_base.customer_groups as g
    inner join landscape_base.customers as cu
        on g.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join landscape_base.basics(as_of := as_of) as bs
    where bs.grain = 'parent'
),

-- these names stand nowhere else, since the arguments are read inside the macros that they are handed to
score_spans as (
    select [{'start_day': w.churned_start, 'end_day': w.churned_end}, {'start_day': w.churn_start, 'end_day': w.last_day}] as spans
    from query_table(windows) as w
),

score_items as (
    select
        st.customer_id,
        a.item,
        a.in_profile,
        max(a.product_level) as product_level,
        coalesce(sum(case when a.start_day = w.churned_start and a.end_day = w.churned_end then a.net end), 0)::decimal(18, 4) as v0,
        coalesce(sum(case when a.start_day = w.churn_start and a.end_day = w.last_day then a.net end), 0)::decimal(18, 4) as v1,
    from landscape_base.item_lines(spans := (select sp.spans from score_spans as sp), as_of := as_of) as a
    left join roots as r
        on a.customer_id = r.customer_id
    inner join query_table(given) as st
        on coalesce(r.root_id, a.customer_id) = st.customer_id
    cross join query_table(windows) as w
    group by st.customer_id, a.item, a.in_profile
)

select
    l.customer_id as customer_id,
    l.product_level as product_level,
    l.count0 as count0,
    l.count1 as count1,
    l.lost_amount as lost_amount,
from landscape_base.product_losses(moves := 'score_items') as l
