.last
.row 1
.count
.chart
select customer_id, name, status, value, rank, position, percentile, share, tier, band, as_of from pareto_rank order by position;
.last
.last 2
.row 2
.row 99
.count
select tier, count(*) as customers from _ group by tier order by tier;
select sum(customers) as all from _;
from pareto_rank order by position;
.chart
.chart bar customer_id share
.chart bar customer_id nothing
.chart hist value
.chart pie
.report what_changed
.chart
.report retention_by_cohort quarters=3
.chart
.report revenue_by_month months=6
.chart
.chart area
select 'x' as x;
.chart
.expanded on
select 1 as a, 'two' as b;
\x
select 1 as a, 'two' as b;
.rows
.rows 4
select range as n from range(10);
.rows none
.fetch 5
select range as n from range(20);
select count(*) as n from _;
.row 7
.last
.count
.fetch 10000
.rows all
select range as n from range(3);
.rows 40
.width 30
select 'a long text that does not fit' as first, 'another one' as second, 3 as third;
.width auto
.nullvalue -
select null as n, '' as empty;
.nullvalue ''
select null as n, '' as empty;
.nullvalue NULL
.numbers compact
select 1234567 as n, 0.5 as ratio, 12345.678 as x;
.numbers plain
select 1234567 as n, 12345.678 as x;
.numbers roman
.numbers auto
.decimal_sep ,
.thousand_sep .
select 1234567.89 as n;
.decimal_sep .
.thousand_sep ,
.spark on
select [1, 5, 2, 8, 3] as trend, [1, 2] as short;
.spark maybe
.spark off
.percent on
select share from pareto_rank order by position limit 2;
.percent off
.timezone Asia/Tokyo
select timestamptz '2025-06-30 12:00:00+00' as at;
.timezone
.timezone Nowhere
.timezone UTC
.pager
.pager off
.color
.color on
.color auto
.mode wide
from tier_floors;
