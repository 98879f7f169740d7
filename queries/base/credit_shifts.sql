-- name:    credit_shifts
-- kind:    base_view
-- summary: What moves from the day of the credit note to the day of its invoice under credit_period 'origin'.
-- grain:   one row per basis, customer_id, from_day and to_day
-- source:  credit_lines
-- columns:
--   customer_id     VARCHAR        key    the customer of the credit lines
--   from_day        DATE           date   the day of the credit note
--   to_day          DATE           date   the day of the invoice; always before from_day
--   net             DECIMAL(38,4)  money  sum of net amounts of the credit lines; negative as a rule
--   cost            DECIMAL(38,4)  money  sum of known costs
--   net_costed      DECIMAL(38,4)  money  net of the lines whose cost is known
--   net_abs         DECIMAL(38,4)  money  sum of absolute net amounts
--   net_abs_costed  DECIMAL(38,4)  money  the same of the lines whose cost is known
--   lines           BIGINT         count  number of credit lines
--   basis           VARCHAR        text   the credit_match that the row holds for: 'auto' or 'linked'
-- notes:   Credit lines of the same day as their invoice do not move and are left out. Only rows with from_day <= as_of count.
select
    c.customer_id,
    c.credit_date as from_day,
    c.target_date as to_day,
    cast(sum(coalesce(c.net, 0)) as decimal(38, 4)) as net,
    cast(sum(case when c.net is not null then coalesce(c.cost, 0) else 0 end) as decimal(38, 4)) as cost,
    cast(sum(case when c.cost is not null then coalesce(c.net, 0) else 0 end) as decimal(38, 4)) as net_costed,
    cast(sum(abs(coalesce(c.net, 0))) as decimal(38, 4)) as net_abs,
    cast(sum(case when c.cost is not null then abs(coalesce(c.net, 0)) else 0 end) as decimal(38, 4)) as net_abs_costed,
    cast(count(*) as bigint) as lines,
    b.basis
from landscape_base.credit_lines as c
inner join (select 'auto' as basis, 'matched' as also union all select 'linked' as basis, 'linked' as also) as b
    on c.link = 'linked' or c.link = b.also
where c.target_date < c.credit_date
group by c.customer_id, c.credit_date, c.target_date, b.basis
