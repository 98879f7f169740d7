-- name:    client_category
-- kind:    macro
-- summary: Which of seven kinds of client someone is: active paying, active non-paying, non-active, lost, direct referral, center of influence, undefined.
-- source:
-- args:
--   days_since_last  INTEGER  days   required  since the last purchase, or the last credit note of who only returned; NULL without one
--   mean_gap         DOUBLE   days   required  mean time between purchases of the last year; NULL when there is none to measure
--   lost             BOOLEAN  flag   required  a reason for leaving is recorded that is newer than the last purchase
--   referrals        BIGINT   count  required  referrals made
--   connections      BIGINT   count  required  introductions made
--   orders           BIGINT   count  required  purchases ever
--   status           VARCHAR  text   required  existing, ex-customer or prospect, as customer_status gives it
--   active           INTEGER  days   90        longest silence, and longest mean gap, of who is active and pays
--   to_              INTEGER  days   730       silence after which a client is lost
-- returns: VARCHAR text never NULL
-- example: select client_category(77, null, false, 0, 0, 1, 'existing'), client_category(null, null, false, 1, 0, 0, 'prospect')
-- notes:   The tests stand in the order of the specification (E3): lost, active_paying, non_active, active_non_paying for who has bought, then
--   direct_referral, center_of_influence, undefined. An ex-customer is never active_paying, however short active is set against churn_gap.
case
    when coalesce(orders, 0) > 0 or coalesce(status, '') in ('existing', 'ex-customer') then case
        when coalesce(lost, false) or coalesce(days_since_last > to_, false) then 'lost'
        when coalesce(status, '') = 'ex-customer' then 'non_active'
        when coalesce(orders, 0) > 0 and days_since_last <= active and coalesce(mean_gap <= active, true) then 'active_paying'
        else 'active_non_paying'
    end
    when referrals > 0 then 'direct_referral'
    when connections > 0 then 'center_of_influence'
    else 'undefined'
end
