-- name:    pareto_share
-- kind:    macro
-- summary: Share of the positive total that lies strictly above a value, over the rows of a query; what tier() takes.
-- source:
-- args:
--   v     DECIMAL(38,4)  money  required  value; may be an aggregate
--   part  VARCHAR        key    1         a total of its own for each value of this
-- returns: DOUBLE ratio 0 for the greatest value; NULL where v is NULL and when nothing is positive
-- example: select i.customer_id, tier(pareto_share(sum(i.net_amount))) as tier from invoice_lines as i group by i.customer_id
-- notes:   Equal values get equal shares, whatever the order of the rows.
case
    when v is null then null
    else coalesce(
        sum(greatest(v, 0)) over (
            partition by part order by v desc nulls last range between unbounded preceding and current row exclude group
        ),
        0
    ) / nullif(sum(greatest(v, 0)) over (partition by part), 0)
end
