-- Groups the lines by day and customer itself and computes from the parameters of the last fit what takes no more than arithmetic: the
-- probability of being alive, the purchase days of the next year of a customer that stays, and the expected value of one.
with days as (
    select customer_id, invoice_date as day, sum(net_amount) as value from invoice_lines group by customer_id, invoice_date
),
histories as (
    select customer_id, count(*) - 1 as x, max(day) - min(day) as t_x, (select max(invoice_date) from invoice_lines) - min(day) as t_age, sum(value) as value
    from days
    group by customer_id
)
select
    h.customer_id, h.x, h.t_x, h.t_age, h.value as historic_revenue,
    1 / (1 + m.a / (m.b + h.x) * pow((m.alpha + h.t_age) / (m.alpha + h.t_x), m.r + h.x)) as p_alive,
    p_alive * (m.r + h.x) / (m.alpha + h.t_age) * 365 as expected_orders,
    m.p * (m.gamma + h.value::double) / (m.p * (h.x + 1) + m.q - 1) as expected_spend,
from histories as h
cross join (select r, alpha, a, b, p, q, gamma from ltv_models where model = 'mbg' and chosen) as m
