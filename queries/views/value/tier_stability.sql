-- name:    tier_stability
-- kind:    figure
-- summary: The probability of each tier in the next 12 months, for every customer: whether this Cat A is safe.
-- grain:   one row per customer_id with a tier and an expectation
-- source:  ltv_draws, ranked_spans, tier_span, landscape_base.customers, normal_cdf, config
-- kept:    tier, customer_id
-- args:
--   as_of    DATE       date  NULL  last day, inclusive; the setting when NULL
--   model    VARCHAR    text  NULL  auto, bg, mbg, pareto or cnbd; the setting ltv_model when NULL
--   measure  VARCHAR    text  NULL  revenue, profit or contribution; the setting when NULL
--   cuts     DOUBLE[]   list  NULL  increasing cuts between the tiers; the setting when NULL
--   labels   VARCHAR[]  list  NULL  names of the tiers, one more than cuts; the setting when NULL
-- columns:
--   customer_id     VARCHAR              key    never NULL
--   name            VARCHAR              text   NULL when unknown
--   tier            VARCHAR              text   tier of the last 12 months
--   value           DECIMAL(38,4)        money  value of the last 12 months
--   expected_value  DECIMAL(18,4)        money  value expected of the next 12 months
--   p_same          DOUBLE               ratio  probability to end in the same tier
--   p_higher        DOUBLE               ratio  in a higher one
--   p_lower         DOUBLE               ratio  in a lower one; of the lowest tier 0
--   p_no_order      DOUBLE               ratio  probability of no order in the next 12 months; part of the lowest tier
--   probabilities   MAP(VARCHAR,DOUBLE)  map    probability of every tier; they sum to 1
--   as_of           DATE                 date   last day, inclusive
-- example: select customer_id, tier, value, p_lower from tier_stability where tier = 'A' order by p_lower desc limit 10
-- notes:   A tier of next year is reached by the least value that has it today. The value of next year is drawn from the model: how many orders,
--   if the customer still is one, and what they are worth. Only customers scored by a model have a row.
--   Calls functions of this program: a plain DuckDB reads ltv_scores instead.
with config as materialized (
    select c.as_of as last_day, c.tier_labels as names
    from landscape_base.config(as_of := as_of, cuts := cuts, labels := labels) as c
),

ranks as materialized (
    select r.customer_id, r.value, r.tier as tier_name, list_position(config.names, r.tier) as place
    from landscape_base.ranked_spans(
        spans := landscape_base.tier_span(as_of, 12), as_of := as_of, measure := measure, cuts := cuts, labels := labels
    ) as r
    cross join config
    where r.kind = 'ranked' and r.tier is not null
),

-- the least value of each tier and of all better ones, the lowest tier left out
floors as (
    select
        list(f.least_value order by f.place) as least_values,
    from (
        select p.place, min(r.value)::double as least_value
        from (select unnest(range(1, len(config.names))) as place from config) as p
        left join ranks as r
            on r.place <= p.place
        group by p.place
    ) as f
),

scored as materialized (
    select
        v.customer_id, v.x, v.t_age, v.p_alive, v.p_buy_horizon, v.residual, v.per_order, v.quantiles,
        case when v.model = 'cnbd' then v.t_x else 0 end as recent,
        v.mean_cv * v.mean_cv as mean_variance,
        (1 + v.mean_cv * v.mean_cv) * coalesce(v.order_cv * v.order_cv, 0) as order_variance,
    from landscape_base.ltv_draws(as_of := as_of, horizon_months := 12, discount := 0, model := model, measure := measure) as v
    where v.method = 'btyd' and v.residual is not null and v.mean_cv is not null
),

-- customers with the same history share their 64 quantiles, and these repeat few numbers of orders: each is weighed once
weighed as (
    select
        q.x,
        q.recent,
        q.t_age,
        list_transform(map_entries(q.histogram), lambda e: {'orders': e.key, 'weight': e.value / 64}) as numbers,
    from (
        select s.x, s.recent, s.t_age, list_histogram(any_value(s.quantiles)) as histogram
        from scored as s
        group by s.x, s.recent, s.t_age
    ) as q
),

-- joined apart: with all others in one join, every customer would meet every history
expected as materialized (
    select s.* exclude (quantiles), q.numbers
    from scored as s
    inner join weighed as q
        on s.x = q.x and s.recent = q.recent and s.t_age = q.t_age
),

draws as (
    select
        s.customer_id,
        s.p_alive,
        1 - s.p_buy_horizon as silent,
        s.residual,
        r.tier_name,
        r.place,
        r.value,
        config.last_day,
        config.names,
        -- P(value of next year reaches the floor of a tier), for each tier but the lowest, best first
        list_transform(f.least_values, lambda floor: s.p_alive * list_sum(list_transform(s.numbers, lambda n: n.weight * case
            when n.orders = 0 then case when floor <= 0 then 1 else 0 end
            when s.per_order <= 0 or floor is null then 0
            when floor <= 0 then 1
            else landscape_base.normal_cdf(
                (ln(n.orders * s.per_order / floor) - ln(1 + s.mean_variance + s.order_variance / n.orders) / 2)
                / sqrt(ln(1 + s.mean_variance + s.order_variance / n.orders))
            )
        end))) as reached,
    from expected as s
    inner join ranks as r
        on s.customer_id = r.customer_id
    cross join floors as f
    cross join config
),

chances as (
    select
        d.*,
        -- the probability of each tier: it is reached and no better one is
        [
            case when i > len(d.reached) then 1 else d.reached[i] end - case when i = 1 then 0 else d.reached[i - 1] end
            for i in range(1, len(d.names) + 1)
        ] as parts,
    from draws as d
)

select
    c.customer_id as customer_id,
    cu.name as name,
    c.tier_name as tier,
    c.value as value,
    c.residual as expected_value,
    round(c.parts[c.place], 8) as p_same,
    round(coalesce(list_sum(c.parts[1:c.place - 1]), 0), 8) as p_higher,
    round(coalesce(list_sum(c.parts[c.place + 1:]), 0), 8) as p_lower,
    round(c.silent, 8) as p_no_order,
    map_from_entries(list_zip(c.names, c.parts)) as probabilities,
    c.last_day as as_of,
from chances as c
left join landscape_base.customers as cu
    on c.customer_id = cu.customer_id
