.once top.csv
select customer_id, value from pareto_rank order by position;
.shell cat top.csv
.once
.once |sort -r
select customer_id from pareto_rank order by position;
.once |exit 3
select 1 as n;
.once top.parquet
from pareto_rank;
select count(*) as rows from 'top.parquet';
.once top.dat
.mode json
select 1 as n;
.mode table
.shell cat top.dat
.output all.csv
select 1 as n;
select 2 as n;
.output
.shell cat all.csv
.output |cat -n
select 3 as n;
.output stdout
.once none/of/it.csv
select 1 as n;
.once shop.duckdb
.fetch 2
.once five.csv
select range as n from range(5);
.shell cat five.csv
.last
.excel
select 'é' as text;
.copy
.save copy.duckdb
.save copy.duckdb
.save
.shell printf 'invoice_id,customer_id,invoice_date,net_amount\nX1,Newco,2025-11-30,1000\n' > more.csv
.import more.csv invoice_lines
.report new_customers
.import five.csv five
from five;
.import five.csv five
select count(*) as n from five;
.import missing.csv five
.import five.csv
