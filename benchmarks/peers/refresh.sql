-- What most figures rest on, and less than the refresh gives: no credit notes matched, no purchases by what is known when, no products.
create or replace temp table days as
select
    i.customer_id, i.invoice_date, sum(i.net_amount) as net, sum(i.net_amount) filter (where i.cost_amount is not null) as net_costed,
    sum(i.cost_amount) as cost, count(*) as lines, count(distinct i.invoice_id) as invoices
from invoice_lines as i
group by i.customer_id, i.invoice_date
