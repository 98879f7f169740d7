-- name:    pvm
-- kind:    figure
-- summary: Why revenue or profit differs between two periods: price, volume, mix and cost of the products kept, and products new and lost.
-- grain:   one row per product (or group of products) sold in either period
-- source:  config, basics, days, periods, period_edge, dated_lines, invoice_lines, ledger_state, fx_daily, products
-- kept:    product_id
-- args:
--   period_a  INTEGER  number  1          the earlier period, as in landscape: 0 is the newest
--   period_b  INTEGER  number  0          the later period
--   by        VARCHAR  text    'product'  product, line, category or brand
--   measure   VARCHAR  text    'revenue'  revenue or profit
--   as_of     DATE     date    NULL       last day, inclusive; the setting when NULL
-- columns:
--   product_id     VARCHAR        key       product, line, category or brand; '(none)' without one
--   name           VARCHAR        text      of the product; NULL when unknown and for groups
--   uom            VARCHAR        text      unit of measure of its products; NULL when unknown or when they have several
--   kind           VARCHAR        text      kept, new, lost or other
--   value_a        DECIMAL(38,4)  money     the measure in the earlier period
--   value_b        DECIMAL(38,4)  money     the measure in the later period
--   change         DECIMAL(38,4)  money     value_b - value_a
--   price          DECIMAL(38,4)  money     change of the price x mean quantity
--   volume         DECIMAL(38,4)  money     change of all quantities of that unit of measure, at the mean share and margin of this one
--   mix            DECIMAL(38,4)  money     change of its share in these quantities; NULL where its products have several units of measure
--   cost           DECIMAL(38,4)  money     minus change of the unit cost x mean quantity; 0 by revenue
--   new            DECIMAL(38,4)  money     value of what was not sold in the earlier period
--   lost           DECIMAL(38,4)  money     minus the value of what is not sold in the later period
--   other          DECIMAL(38,4)  money     change of all that has no price: amounts without quantity, more returned than sold
--   quantity_a     DECIMAL(38,4)  quantity  in the earlier period
--   quantity_b     DECIMAL(38,4)  quantity  in the later period
--   price_a        DOUBLE         money     mean price in the earlier period; NULL unless quantity and revenue are above 0
--   price_b        DOUBLE         money     mean price in the later period
--   cost_coverage  DOUBLE         ratio     revenue with a cost divided by revenue, of the ledger in both periods
--   reason         VARCHAR        text      cost_coverage where too little cost is known to tell the profit, which is then NULL; else NULL
-- example: select sum(price) as price, sum(volume) as volume, sum(mix) as mix, sum(new) as new, sum(lost) as lost, sum(other) as other from pvm(1, 0)
-- notes:   With means of both periods (bars) price = dp q, volume = s dQ p, mix = Q ds p, where Q is the quantity of all products kept with one unit of
--   measure and s the share in it; by profit p less the unit cost c stands for p in volume and mix, and cost = -dc q. So no effect depends on
--   which is taken first, exchanging the periods turns every sign, and change = price + volume + mix + cost + new + lost + other exactly: volume takes
--   the rounding. Kept is what has quantity and revenue above 0 in both periods. A group is taken as one product with its mean price; where
--   its products have several units of measure, volume = dq p. All lines of the ledger count. Profit looks at lines with a cost alone. A
--   period that is not complete is compared with the same part of the other.
with config as materialized (
    select
        c.as_of as last_day,
        c.period_months as months,
        c.min_cost_coverage as needed,
        case
            when "by" in ('product', 'line', 'category', 'brand') then "by"
            else error('pvm: by is ' || coalesce("by", 'NULL') || '; use one of product, line, category, brand')
        end as grouping_key,
        case
            when measure in ('revenue', 'profit') then measure
            else error('pvm: measure is ' || coalesce(measure, 'NULL') || '; use one of revenue, profit')
        end = 'profit' as by_profit,
        case
            when period_a >= 0 and period_b >= 0 and period_a != period_b then period_a
            else error('pvm: give two different periods from 0 on')
        end as k_a,
        period_b as k_b,
    from landscape_base.config(as_of := as_of) as c
),

both_periods as materialized (
    select p.period = config.k_b as later, p.period, p.start_day, p.end_day, p.is_partial
    from landscape_base.periods(as_of := as_of, years := 10 * (greatest(period_a, period_b) + 1)) as p
    cross join config
    where p.period in (config.k_a, config.k_b)
),

spans as (
    select
        p.later,
        p.start_day,
        case
            when p.period < o.period or not o.is_partial then p.end_day
            else least(p.end_day, period_edge(config.last_day, (p.period - o.period) * config.months))
        end as end_day,
    from both_periods as p
    inner join both_periods as o
        on p.later != o.later
    cross join config
),

-- where no line is in another currency, none is hidden and credit counts on its own day, the lines count as they stand
span_edges as materialized (
    select s.later, s.start_day, s.end_day, b.crediting is not distinct from 'origin' or st.known_at is not null or f.pairs > 0 as exceptional
    from spans as s
    cross join landscape_base.basics(as_of := as_of) as b
    cross join landscape_base.ledger_state as st
    cross join (select count(*) as pairs from landscape_base.fx_daily) as f
),

span_days as materialized (
    select d.day, s.later, s.exceptional
    from landscape_base.days as d
    inner join span_edges as s
        on d.day > s.start_day and d.day <= s.end_day
),

span_lines as (
    select l.product_id, s.later, l.quantity, l.net_amount as net, l.cost_amount as cost
    from main.invoice_lines as l
    inner join span_days as s
        on l.invoice_date = s.day and not s.exceptional
    union all
    select l.product_id, s.later, l.quantity, l.net, l.cost
    from landscape_base.dated_lines(as_of := as_of) as l
    inner join span_days as s
        on l.day = s.day and s.exceptional
),

-- with what is known in the key, few sums say all
product_sums as materialized (
    select
        l.product_id,
        l.later,
        l.cost is not null as has_cost,
        l.quantity is not null as has_quantity,
        sum(l.net) as net,
        sum(abs(l.net)) as net_abs,
        sum(l.quantity) as quantity,
        sum(l.cost) as cost,
    from span_lines as l
    group by l.product_id, l.later, l.cost is not null, l.quantity is not null
),

coverage as (
    select sum(case when s.has_cost then s.net_abs end)::double / nullif(sum(s.net_abs), 0)::double as covered
    from product_sums as s
),

-- the measure as it was given: by revenue the sum of costs then goes unread, and DuckDB leaves it out
known as (
    select
        coalesce(
            case config.grouping_key when 'product' then s.product_id when 'line' then p.line when 'category' then p.category else p.brand end, '(none)'
        ) as item,
        case when config.grouping_key = 'product' then p.name end as item_name,
        coalesce(p.uom, '') as unit,
        s.later,
        case when measure = 'profit' then s.net - s.cost else s.net end as value,
        case when s.has_quantity and (s.has_cost or measure = 'revenue') then s.net end as v,
        case when s.has_cost or measure = 'revenue' then s.quantity end as q,
        case when s.has_quantity and measure = 'profit' then s.cost end as c,
    from product_sums as s
    left join products as p
        on s.product_id = p.product_id
    cross join config
),

grouped as (
    select
        k.item,
        max(k.item_name) as item_name,
        min(k.unit) as unit,
        min(k.unit) != max(k.unit) as is_mixed,
        coalesce(sum(k.value) filter (where not k.later), 0) as value_a,
        coalesce(sum(k.value) filter (where k.later), 0) as value_b,
        coalesce(sum(k.v) filter (where not k.later), 0) as v_a,
        coalesce(sum(k.v) filter (where k.later), 0) as v_b,
        coalesce(sum(k.q) filter (where not k.later), 0) as q_a,
        coalesce(sum(k.q) filter (where k.later), 0) as q_b,
        coalesce(sum(k.c) filter (where not k.later), 0) as c_a,
        coalesce(sum(k.c) filter (where k.later), 0) as c_b,
    from known as k
    group by k.item
),

sorted as (
    select
        g.*,
        case
            when g.q_a > 0 and g.v_a > 0 and g.q_b > 0 and g.v_b > 0 then 'kept'
            when g.q_a > 0 and g.v_a > 0 and g.q_b = 0 and g.v_b = 0 then 'lost'
            when g.q_a = 0 and g.v_a = 0 and g.q_b > 0 and g.v_b > 0 then 'new'
            else 'other'
        end as kind,
    from grouped as g
),

totals as (
    select s.unit, sum(s.q_a) as all_a, sum(s.q_b) as all_b
    from sorted as s
    where s.kind = 'kept' and not s.is_mixed
    group by s.unit
),

means as (
    select
        s.*,
        s.value_b - s.value_a as diff,
        (s.v_b - s.c_b) - (s.v_a - s.c_a) as priced_diff,
        (s.q_a + s.q_b)::double / 2 as q_mean,
        s.v_b::double / s.q_b::double - s.v_a::double / s.q_a::double as price_diff,
        s.c_b::double / s.q_b::double - s.c_a::double / s.q_a::double as cost_diff,
        ((s.v_a - s.c_a)::double / s.q_a::double + (s.v_b - s.c_b)::double / s.q_b::double) / 2 as margin_mean,
        (t.all_a + t.all_b)::double / 2 as all_mean,
        s.q_b::double / t.all_b::double - s.q_a::double / t.all_a::double as share_diff,
    from sorted as s
    left join totals as t
        on case when s.kind = 'kept' and not s.is_mixed then s.unit end = t.unit
),

effects as (
    select
        m.*,
        case when m.kind = 'kept' then round(m.price_diff * m.q_mean, 4) else 0 end::decimal(38, 4) as price_part,
        case when m.kind = 'kept' then -round(m.cost_diff * m.q_mean, 4) else 0 end::decimal(38, 4) as cost_part,
        case when m.kind != 'kept' then 0 when not m.is_mixed then round(m.all_mean * m.share_diff * m.margin_mean, 4) end::decimal(38, 4) as mix_part,
    from means as m
),

-- one figure says whether the profit may be told
told as (
    select coverage.covered, case when config.by_profit and coverage.covered < config.needed then 'cost_coverage' end as why
    from coverage
    cross join config
)

select
    e.item as product_id,
    e.item_name as name,
    case when not e.is_mixed then nullif(e.unit, '') end as uom,
    e.kind as kind,
    case when t.why is null then e.value_a end::decimal(38, 4) as value_a,
    case when t.why is null then e.value_b end::decimal(38, 4) as value_b,
    case when t.why is null then e.diff end::decimal(38, 4) as change,
    case when t.why is null then e.price_part end::decimal(38, 4) as price,
    case
        when t.why is null and e.kind = 'kept' then e.priced_diff - e.price_part - e.cost_part - coalesce(e.mix_part, 0)
        when t.why is null then 0
    end::decimal(38, 4) as volume,
    case when t.why is null then e.mix_part end::decimal(38, 4) as mix,
    case when t.why is null then e.cost_part end::decimal(38, 4) as cost,
    case when t.why is null and e.kind = 'new' then e.v_b - e.c_b when t.why is null then 0 end::decimal(38, 4) as new,
    case when t.why is null and e.kind = 'lost' then e.c_a - e.v_a when t.why is null then 0 end::decimal(38, 4) as lost,
    case
        when t.why is null and e.kind = 'other' then e.diff
        when t.why is null then e.diff - e.priced_diff
    end::decimal(38, 4) as other,
    e.q_a::decimal(38, 4) as quantity_a,
    e.q_b::decimal(38, 4) as quantity_b,
    case when e.q_a > 0 and e.v_a > 0 then e.v_a::double / e.q_a::double end as price_a,
    case when e.q_b > 0 and e.v_b > 0 then e.v_b::double / e.q_b::double end as price_b,
    t.covered as cost_coverage,
    t.why as reason,
from effects as e
cross join told as t
