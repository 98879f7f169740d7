.status
.mode csv
\l
.mode table
.version
.history
.errors
select nope;
.errors
.timer
\timing off
.notify
.confirm
.confirm off
.verbose on
select nope;
.verbose off
.bail
.prompt
.prompt '{db}{tx}> '
.complete
.complete live
.config
.config save
.shell cat config/landscape/init.sql
.prompt ''
.complete tab
.confirm on
.config save
.shell cat config/landscape/init.sql
.config load
.editor plain
.cd nowhere
.cd .
.clear
.open none/at/all.duckdb
.save copy.duckdb
.open copy.duckdb ro
select count(*) as lines from invoice_lines;
create table t (a int);
.open copy.duckdb rw
.bogus
.tabels
begin;
.open shop.duckdb
rollback;
.open shop.duckdb
.safe
.status
.shell echo hello
.once x.csv
create table t (a int);
from read_csv('more.csv');
select count(*) as lines from invoice_lines;
.quit 3
