create table things as select 1 as id, 'a "quoted", text' as text, 12.50::decimal(18,2) as amount, date '2025-06-30' as day, [1, 2] as list, null as nothing union all select 2, 'Zoë <日本>' || chr(9) || '🎉', -0.75, null, [], null union all select 3, '', 0, date '0044-03-15', null, true;
.mode
.mode table
from things order by id;
.mode wide
from things order by id;
.mode line
from things order by id;
.mode csv
from things order by id;
.mode tsv
from things order by id;
.mode json
from things order by id;
.mode ndjson
from things order by id;
.mode markdown
from things order by id;
.mode md
from things where id = 3;
.mode html
from things order by id;
.mode insert other
.mode
from things order by id;
.mode list
from things order by id;
.mode trash
from things;
.mode parquet
.mode cvs
.mode table
select id, text from things where id > 3;
insert into things (id) values (9);
delete from things where id = 9;
