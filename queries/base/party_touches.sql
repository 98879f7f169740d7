-- name:    party_touches
-- kind:    base_table_macro
-- summary: Touches up to a day with the customer or prospect that they count for.
-- grain:   one row per touch up to as_of
-- source:  basics, touch_log, leads, landscape_base.customers
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   touch_id    VARCHAR        key     never NULL
--   party_kind  VARCHAR        text    customer or prospect; NULL when the touch names neither
--   party_id    VARCHAR        key     customer or root parent, or the prospect; NULL when the touch names neither
--   prospect_id VARCHAR        key     the prospect that was touched, also one that has become a customer
--   contact_id  VARCHAR        key     NULL when unknown
--   touched_at  TIMESTAMP      UTC     never NULL
--   day         DATE           date    day of touched_at
--   channel     VARCHAR        text    NULL when unknown
--   class       VARCHAR        text    personal, bulk or automated
--   direction   VARCHAR        text    out or in
--   department  VARCHAR        text    NULL when unknown
--   campaign    VARCHAR        text    NULL when unknown
--   response    VARCHAR        text    positive, negative, none or later; NULL when not recorded
--   due_date    DATE           date    when to come back
--   minutes     DOUBLE         number  NULL when unknown
--   cost        DECIMAL(18,4)  money   NULL when unknown
--   user_id     VARCHAR        key     NULL when unknown
-- notes:   What was said to a prospect counts for the customer that it has become.
with rolled as (
    select cu.customer_id, cu.parent_id
    from landscape_base.customers as cu
    cross join landscape_base.basics(as_of := as_of) as b
    where b.grain = 'parent' and cu.kind = 'ranked'
),

won as (
    select l.prospect_id, l.customer_id
    from landscape_base.leads(as_of := as_of) as l
    where l.customer_id is not null
),

named as (
    select t.*, coalesce(t.customer_id, w.customer_id) as account
    from landscape_base.touch_log(as_of := as_of) as t
    left join won as w
        on t.prospect_id = w.prospect_id
)

select
    n.touch_id as touch_id,
    case when n.account is not null then 'customer' when n.prospect_id is not null then 'prospect' end as party_kind,
    coalesce(r.parent_id, n.account, n.prospect_id) as party_id,
    n.prospect_id as prospect_id,
    n.contact_id as contact_id,
    n.touched_at as touched_at,
    n.day as day,
    n.channel as channel,
    n.class as class,
    n.direction as direction,
    n.department as department,
    n.campaign as campaign,
    n.response as response,
    n.due_date as due_date,
    n.minutes as minutes,
    n.cost as cost,
    n.user_id as user_id,
from named as n
left join rolled as r
    on n.account = r.customer_id
