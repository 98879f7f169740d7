.explain Acme
.explain Core
.explain acm
.explain analyse
.explain select 1 as one
.asof 2024-12-31
.asof
select customer_id, value, tier from pareto_rank order by position;
.asof default
.asof never
.measure profit
select customer_id, value from pareto_rank order by position limit 2;
.measure turnover
.measure default
.drill
select customer_id, value from pareto_rank order by position;
.drill 2
.drill 9
select 1 as n;
.drill
.report what_changed
.drill 2
.report what_changed
.drill 3 contraction
.drill 3 sideways
