-- summary: Fit MBG/NBD to simulated customers with its holdout and intervals, beside lifetimes, which gets the histories grouped and fits once.
-- answer: each parameter of the other lies within a tenth of ours
-- does: fit beside
-- peers: with_lifetimes.py
-- asked: true
with days as (
    select i.customer_id, i.invoice_date as day from invoice_lines as i group by all
),
histories as (
    select
        count(*) - 1 as x,
        max(d.day) - min(d.day) as t_x,
        (select max(i.invoice_date) from invoice_lines as i) - min(d.day) as t_age,
    from days as d
    group by d.customer_id
)
select h.x, h.t_x, h.t_age, count(*) as customers from histories as h group by all
