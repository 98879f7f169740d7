-- name:    customers
-- kind:    base_table
-- summary: Every account after merging, with its group and what kind of account it is.
-- grain:   one row per customer_id
-- source:  customers, aliases, customer_groups, customer_days
-- columns:
--   customer_id       VARCHAR  key   never NULL; '(unassigned)' stands for the lines without a customer
--   name              VARCHAR  text  NULL when unknown
--   kind              VARCHAR  text  'ranked', 'generic', 'internal' or 'unassigned'; only 'ranked' is ever ranked
--   parent_id         VARCHAR  key   never NULL; the root of the chain of parents, the customer itself when it has none
--   status_override   VARCHAR  text  as given in customers
--   tier_override     VARCHAR  text  as given in customers
--   first_order_date  DATE     date  as given in customers; the earliest of all merged accounts
--   in_ledger         BOOLEAN  flag  true when the ledger has a line of the customer
-- notes:   Where several accounts were merged, the row of the surviving account wins, else that of the smallest alias_id. An
--          account that is both internal and generic is internal. A parent that nobody described still is a parent.
with described as (
    select
        coalesce(a.customer_id, c.customer_id) as account,
        c.customer_id as own_id,
        c.name as own_name,
        c.status_override as own_status,
        c.tier_override as own_tier,
        c.is_internal,
        c.is_generic,
        min(c.first_order_date) over (partition by coalesce(a.customer_id, c.customer_id)) as first_on,
        row_number() over (
            partition by coalesce(a.customer_id, c.customer_id)
            order by case when a.customer_id is null then 0 else 1 end, c.customer_id
        ) as preference
    from main.customers as c
    left join landscape_base.aliases as a on a.alias_id = c.customer_id
),

in_ledger as (
    select distinct d.customer_id as account
    from landscape_base.customer_days as d
),

accounts as (
    select e.account
    from described as e
    where e.preference = 1
    union
    select i.account
    from in_ledger as i
)

select
    n.account as customer_id,
    e.own_name as name,
    case
        when n.account = '(unassigned)' then 'unassigned'
        when e.is_internal then 'internal'
        when e.is_generic then 'generic'
        else 'ranked'
    end as kind,
    coalesce(g.root_id, n.account) as parent_id,
    e.own_status as status_override,
    e.own_tier as tier_override,
    e.first_on as first_order_date,
    i.account is not null as in_ledger
from accounts as n
left join described as e on e.account = n.account and e.preference = 1
left join in_ledger as i on i.account = n.account
left join landscape_base.customer_groups as g on g.customer_id = n.account
