.report lost_customers least=100
.report lost_customers least=lots
.report lost_customer
.report customer_facts
.set since = date '2025-07-01'
.set best = (select customer_id from pareto_rank order by position limit 1)
.set ratio 0.5
.set gone = null::bigint
.set nope = [1, 2]
.set 7 = 1
.vars
select customer_id, net_amount from invoice_lines where invoice_date >= $since and customer_id != $best order by customer_id;
.unset since
.unset since
select $since;
.watch 0.01 times=2 select count(*) as lines from invoice_lines
.watch soon
.watch 1 select 1
.shell printf 'select 1 as one;\n.asof\nselect nope;\nselect 2;\n' > three.sql
.read three.sql
\i missing.sql
select customer_id from pareto_rank order by position limit 1;
.edit
.edit 9
