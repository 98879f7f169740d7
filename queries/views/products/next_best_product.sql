-- name:    next_best_product
-- kind:    figure
-- summary: What to offer a customer next: the products that others buy beside what it owns, by what they would be worth (requirements B6, B14).
-- grain:   one row per customer_id and product proposed
-- source:  config, customer_facts, product_sales, tier_span, products, contacts, aliases
-- kept:    rank, customer_id, place
-- args:
--   customer       VARCHAR  key    NULL  one customer, or an account merged into it; all when NULL
--   k              INTEGER  count  3     proposals for each customer; equal scores share a place
--   as_of          DATE     date   NULL  last day, inclusive; the setting when NULL
--   product_level  VARCHAR  text   NULL  line or product; the setting when NULL
--   level          VARCHAR  text   NULL  customer or parent; the setting when NULL
-- columns:
--   customer_id         VARCHAR        key     never NULL
--   name                VARCHAR        text    NULL when unknown
--   status              VARCHAR        text    existing, ex-customer or prospect
--   tier                VARCHAR        text    tier now; NULL without a line in its window
--   rank                BIGINT         rank    rank now, 1 is best; NULL without a line in its window
--   place               BIGINT         rank    1 is the best proposal
--   product_id          VARCHAR        key     product line, or product at level product
--   product_name        VARCHAR        text    of the product; NULL when unknown and for lines
--   score               DECIMAL(38,4)  money   likelihood x expected_margin
--   likelihood          DOUBLE         ratio   mean of the 3 highest likelihoods that what it owns gives
--   expected_margin     DECIMAL(38,4)  money   profit from one buyer in a year; revenue where too little cost is known
--   because             VARCHAR        key     what it owns that gives the highest likelihood
--   because_likelihood  DOUBLE         ratio   of customers who own that, drawn towards all
--   together            BIGINT         count   customers who own both
--   margin_basis        VARCHAR        text    profit or revenue
--   product_level       VARCHAR        text    level in force
--   as_of               DATE           date    last day, inclusive
-- example: select customer_id, product_id, score, because from next_best_product(k := 1) order by score desc limit 10
-- notes:   Owned is what had a net value above 0 in the last 24 months. The likelihood of q for an owner of p is (n_pq + 20 x share of q) / (n_p + 20), n
--   being customers who own it or both. Left out: what is owned, discontinued or not in_profile, scores of 0 and below, and customers whose
--   contacts have all opted out. Of more than 50 products, each gives a likelihood to the 50 of greatest worth among those it shares a
--   customer with, and 0 to all others.
with config as materialized (
    select c.as_of as last_day, c.min_cost_coverage as needed, k as wanted
    from landscape_base.config(as_of := as_of, level := level) as c
),

asked as materialized (
    select coalesce((select min(a.customer_id) from landscape_base.aliases as a where a.alias_id = customer), customer) as asked_id
),

sales as materialized (
    select s.customer_id, s.product_id as item, s.net, s.net_costed, s.cost, s.net_abs, s.net_abs_costed, s.product_level as grain
    from landscape_base.product_sales(
        spans := landscape_base.tier_span(as_of, 24), as_of := as_of, product_level := product_level, level := level
    ) as s
    where s.kind = 'ranked' and s.in_profile and s.product_id != '(none)'
),

level_used as materialized (
    select
        max(s.grain) as grain,
        coalesce(sum(s.net_abs_costed) / nullif(sum(s.net_abs), 0) >= (select config.needed from config), false) as by_profit,
        sum(s.net_costed - s.cost)::double / nullif(sum(s.net_costed), 0)::double as rate,
    from sales as s
),

-- numbers instead of names, since millions of pairs are grouped by them
items as materialized (
    select
        s.item,
        row_number() over (order by s.item) as item_no,
        count(*) filter (where s.net > 0) as owners,
        case
            when not u.by_profit then 1
            when sum(s.net_abs_costed) >= (select config.needed from config) * sum(s.net_abs) and sum(s.net_costed) > 0
                then sum(s.net_costed - s.cost)::double / sum(s.net_costed)::double
            else u.rate
        end * sum(s.net)::double / 2 / nullif(count(*) filter (where s.net > 0), 0) as margin,
    from sales as s
    cross join level_used as u
    group by s.item, u.by_profit, u.rate
),

owned as materialized (
    select s.customer_id, i.item_no
    from sales as s
    inner join items as i
        on s.item = i.item
    where s.net > 0
),

whole as materialized (
    select count(distinct o.customer_id)::double as customers, (select count(*) from items) > 50 as is_large
    from owned as o
),

-- what may explain a proposal: everything, or what the one customer owns
sources_of as (
    select o.customer_id, o.item_no
    from owned as o
    cross join asked
    where asked.asked_id is null
    union all
    select o.customer_id, o.item_no
    from owned as o
    where o.item_no in (
        select own.item_no
        from owned as own
        inner join asked
            on own.customer_id = asked.asked_id
    )
),

shared as materialized (
    select p.item_no as from_no, q.item_no as to_no, count(*) as together
    from sources_of as p
    inner join owned as q
        on p.customer_id = q.customer_id
    where p.item_no != q.item_no
    group by p.item_no, q.item_no
),

withdrawn as (
    select case when u.grain = 'line' then p.line else p.product_id end as item
    from products as p
    cross join level_used as u
    cross join config
    group by case when u.grain = 'line' then p.line else p.product_id end
    having bool_and(coalesce(p.discontinued_date <= config.last_day, false))
),

offered as materialized (
    select i.item_no, i.margin, i.owners
    from items as i
    left join withdrawn as w
        on i.item = w.item
    where w.item is null and i.margin > 0
),

linked as (
    select s.from_no, s.to_no, s.together
    from shared as s
    cross join whole
    where whole.is_large
    union all
    select p.item_no, q.item_no, coalesce(s.together, 0)
    from items as p
    cross join items as q
    cross join whole
    left join shared as s
        on p.item_no = s.from_no and q.item_no = s.to_no
    where not whole.is_large and p.item_no != q.item_no
),

likely as materialized (
    select
        l.from_no,
        l.to_no,
        l.together,
        q.margin,
        (l.together + 20 * q.owners / whole.customers) / (p.owners + 20) as likelihood,
    from linked as l
    inner join items as p
        on l.from_no = p.item_no
    inner join offered as q
        on l.to_no = q.item_no
    cross join whole
),

listed as materialized (
    select l.from_no, l.to_no, l.together, l.likelihood, l.margin
    from likely as l
    inner join (
        select t.from_no, list_min(max(t.likelihood * t.margin, 50)) as least_worth
        from likely as t
        group by t.from_no
    ) as t
        on l.from_no = t.from_no
    where l.likelihood * l.margin >= t.least_worth
),

mute as (
    select coalesce(a.customer_id, c.customer_id) as customer_id
    from contacts as c
    left join landscape_base.aliases as a
        on c.customer_id = a.alias_id
    where c.customer_id is not null
    group by coalesce(a.customer_id, c.customer_id)
    having bool_and(coalesce(c.opted_out, false))
),

basket_sizes as materialized (
    select o.customer_id, count(*) as size
    from owned as o
    cross join asked
    left join mute as m
        on o.customer_id = m.customer_id
    where m.customer_id is null and (asked.asked_id is null or o.customer_id = asked.asked_id)
    group by o.customer_id
),

scored as (
    select
        o.customer_id,
        l.to_no,
        list_sum(max(l.likelihood, 3)) / least(3, any_value(b.size)) as likelihood,
        any_value(l.margin) as margin,
    from owned as o
    inner join basket_sizes as b
        on o.customer_id = b.customer_id
    inner join listed as l
        on o.item_no = l.from_no
    group by o.customer_id, l.to_no
),

fresh as (
    select s.customer_id, s.to_no, s.likelihood, s.margin, s.likelihood * s.margin as score
    from scored as s
    left join owned as o
        on s.customer_id = o.customer_id and s.to_no = o.item_no
    where o.item_no is null
),

best as materialized (
    select f.*, rank() over (partition by f.customer_id order by f.score desc) as place
    from fresh as f
    qualify rank() over (partition by f.customer_id order by f.score desc) <= (select config.wanted from config)
),

reasons as (
    select
        b.customer_id,
        b.to_no,
        arg_max(l.from_no, (l.likelihood, -l.from_no)) as from_no,
        max(l.likelihood) as likelihood,
        arg_max(l.together, (l.likelihood, -l.from_no)) as together,
    from best as b
    inner join owned as o
        on b.customer_id = o.customer_id
    inner join listed as l
        on o.item_no = l.from_no and b.to_no = l.to_no
    group by b.customer_id, b.to_no
)

select
    b.customer_id as customer_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    b.place as place,
    i.item as product_id,
    p.name as product_name,
    b.score::decimal(38, 4) as score,
    b.likelihood as likelihood,
    b.margin::decimal(38, 4) as expected_margin,
    e.item as because,
    r.likelihood as because_likelihood,
    r.together as together,
    case when u.by_profit then 'profit' else 'revenue' end as margin_basis,
    u.grain as product_level,
    config.last_day as as_of,
from best as b
inner join reasons as r
    on b.customer_id = r.customer_id and b.to_no = r.to_no
inner join items as i
    on b.to_no = i.item_no
inner join items as e
    on r.from_no = e.item_no
inner join landscape_base.customer_facts(as_of := as_of, level := level) as f
    on b.customer_id = f.customer_id
left join products as p
    on i.item = p.product_id
cross join level_used as u
cross join config
