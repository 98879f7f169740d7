-- name:    ltv_referred
-- kind:    base_table_macro
-- summary: How many referrals by customers have become customers themselves (requirement B21).
-- grain:   one row
-- source:  basics, referrals, prospects
-- args:
--   as_of  DATE  date  NULL  last day, inclusive; the setting when NULL
-- columns:
--   converted  DOUBLE  number  referrals that were converted; NULL where no referral is recorded
select
    case
        when count(*) > 0
            then count(*) filter (
                where coalesce(f.referrer_kind, 'customer') = 'customer'
                    and (f.referred_customer_id is not null or p.converted_date <= b.last_day)
            )
    end::double as converted,
from referrals as f
cross join landscape_base.basics(as_of := as_of) as b
left join prospects as p
    on f.referred_prospect_id = p.prospect_id
where coalesce(f.referral_date <= b.last_day, true)
