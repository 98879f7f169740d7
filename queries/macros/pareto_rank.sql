-- name:    pareto_rank
-- kind:    macro
-- summary: Competition rank of a value among the rows of a query, the greatest first: 1, 2, 2, 4.
-- source:
-- args:
--   v     DECIMAL(38,4)  money  required  value; may be an aggregate
--   part  VARCHAR        key    1         rank apart for each value of this
-- returns: BIGINT rank NULL where v is NULL
-- example: select i.customer_id, pareto_rank(sum(i.net_amount)) as place from invoice_lines as i group by i.customer_id
case when v is null then null else rank() over (partition by part order by v desc nulls last) end
