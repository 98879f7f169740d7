-- name:    pareto_cum
-- kind:    macro
-- summary: Share of the positive total that a value and all that is above or equal to it make, over the rows of a query.
-- source:
-- args:
--   v     DECIMAL(38,4)  money  required  value; may be an aggregate
--   part  VARCHAR        key    1         a total of its own for each value of this
-- returns: DOUBLE ratio 1 for the least positive value; NULL where v is NULL and when nothing is positive
-- example: select i.customer_id, pareto_cum(sum(i.net_amount)) as reached from invoice_lines as i group by i.customer_id
case
    when v is null then null
    else sum(greatest(v, 0)) over (
        partition by part order by v desc nulls last range between unbounded preceding and current row
    ) / nullif(sum(greatest(v, 0)) over (partition by part), 0)
end
