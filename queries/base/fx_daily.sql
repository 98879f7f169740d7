-- name:    fx_daily
-- kind:    base_table
-- summary: The rate that converts the lines of each foreign currency on each day of the ledger.
-- grain:   one row per currency and day that has lines in that currency
-- source:  invoice_lines, fx_rates, ledger_state
-- columns:
--   currency   VARCHAR        key     never NULL; never the base currency
--   day        DATE           date    never NULL
--   to_base    DECIMAL(18,8)  number  one unit in base currency; NULL when no rate is recent enough
--   rate_date  DATE           date    the day of the latest rate found; NULL when there is none at all
-- notes:   fx_mode 'transaction' serves each line with the latest rate not after its own date; 'constant' serves every line with
--          the latest rate not after one day, ledger_state.fx_as_of. A rate more than fx_max_age_days older than the date it
--          serves counts as missing.
with pairs as (
    select distinct
        l.currency as code,
        l.invoice_date as used_on
    from main.invoice_lines as l
    cross join landscape_base.ledger_state as s
    where l.currency <> s.base_currency and (s.known_at is null or l.recorded_at <= s.known_at)
),

served as (
    select
        p.code,
        p.used_on,
        coalesce(s.fx_as_of, p.used_on) as served_on
    from pairs as p
    cross join landscape_base.ledger_state as s
),

needed as (
    select distinct
        v.code,
        v.served_on as needed_on
    from served as v
),

found as (
    select
        n.code,
        n.needed_on,
        max(r.rate_date) as found_on
    from needed as n
    inner join main.fx_rates as r on r.currency = n.code and r.rate_date <= n.needed_on
    where r.to_base > 0
    group by n.code, n.needed_on
),

rates as (
    select
        r.currency as code,
        r.rate_date as quoted_on,
        max(r.to_base) as rate
    from main.fx_rates as r
    where r.to_base > 0
    group by r.currency, r.rate_date
)

select
    v.code as currency,
    v.used_on as day,
    case when v.served_on - f.found_on <= s.fx_max_age_days then q.rate end as to_base,
    f.found_on as rate_date
from served as v
cross join landscape_base.ledger_state as s
left join found as f on f.code = v.code and f.needed_on = v.served_on
left join rates as q on q.code = f.code and q.quoted_on = f.found_on
