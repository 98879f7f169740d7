-- name:    post_sale_care
-- kind:    figure
-- summary: First orders that nobody has followed up within 14 days, newest first (requirements B8, B13, B14).
-- grain:   one row per customer whose first order lies in the window and was not followed by an outbound touch within days
-- source:  config, period_edge, customer_facts, party_touches, customer_days, landscape_base.customers, unit_of, touches
-- kept:    first_order desc, customer_id
-- needs:   touches
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   days    INTEGER  days    14    time within which a new customer should hear from us
--   months  INTEGER  months  12    length of the window
-- columns:
--   customer_id    VARCHAR        key    never NULL
--   name           VARCHAR        text   NULL when unknown
--   status         VARCHAR        text   existing, ex-customer or prospect
--   tier           VARCHAR        text   NULL without one
--   rank           BIGINT         rank   1 is best; NULL without a line in the tier window
--   first_order    DATE           date   never NULL
--   first_value    DECIMAL(38,4)  money  net amount of that day
--   care           VARCHAR        text   open: no touch yet and time is left; missed: no touch; late: a touch after the time was over
--   days_left      INTEGER        days   until the time is over; NULL unless care is open
--   first_touch    DATE           date   first outbound touch on or after first_order; NULL without one
--   days_to_touch  INTEGER        days   from first_order to first_touch; NULL without one
--   orders         BIGINT         count  purchases so far
--   owner          VARCHAR        text   customers.account_manager; NULL when unknown
--   as_of          DATE           date   last day, inclusive
-- example: select owner, name, first_order, first_value, care, days_left from post_sale_care where care != 'late' order by first_order desc
-- notes:   A touch of the day of the order counts. Customers whose first order may lie before the ledger are left out: customers.first_order_date
--   is earlier, or the order lies within left_censor_days (180 unless set) of the day since which the ledger is complete.
with config as materialized (
    select
        c.as_of as last_day,
        period_edge(c.as_of, coalesce(months, 12)) as start_day,
        coalesce(days, 14) as allowed,
        c.ledger_complete_from + coalesce(c.left_censor_days, 180) as known_after,
        c.level as grain,
    from landscape_base.config(as_of := as_of) as c
),

fresh as materialized (
    select f.*
    from landscape_base.customer_facts(as_of := as_of) as f
    cross join config
    where f.first_order > config.start_day and f.first_order > config.known_after and f.known_first = f.first_order
        and exists (from touches)
),

reached as (
    select f.customer_id, min(t.day) as first_day
    from landscape_base.party_touches(as_of := as_of) as t
    inner join fresh as f
        on t.party_id = f.customer_id
    where t.party_kind = 'customer' and t.direction = 'out' and t.day >= f.first_order
    group by f.customer_id
),

sold as (
    select
        landscape_base.unit_of(cd.customer_id, 'ranked', cu.parent_id, config.grain) as unit_id,
        cd.day as sold_on,
        sum(cd.net) as net,
    from landscape_base.customer_days as cd
    inner join landscape_base.customers as cu
        on cd.customer_id = cu.customer_id and cu.kind = 'ranked'
    cross join config
    where cd.day > config.start_day and cd.day <= config.last_day
    group by all
)

select
    f.customer_id as customer_id,
    f.name as name,
    f.status as status,
    f.tier as tier,
    f.rank as rank,
    f.first_order as first_order,
    s.net::decimal(38, 4) as first_value,
    case
        when r.first_day is not null then 'late'
        when f.first_order + config.allowed < config.last_day then 'missed'
        else 'open'
    end as care,
    case when r.first_day is null and f.first_order + config.allowed >= config.last_day then (f.first_order + config.allowed - config.last_day)::integer end as days_left,
    r.first_day as first_touch,
    (r.first_day - f.first_order)::integer as days_to_touch,
    f.orders as orders,
    f.owner as owner,
    config.last_day as as_of,
from fresh as f
cross join config
left join reached as r
    on f.customer_id = r.customer_id
left join sold as s
    on f.customer_id = s.unit_id and f.first_order = s.sold_on
where coalesce(r.first_day - f.first_order > config.allowed, true)
order by f.first_order desc, f.customer_id
