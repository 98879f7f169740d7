-- name:    band_8020
-- kind:    macro
-- summary: Top 20, middle 60 or bottom 20 percent of the rows of a query by value; equal values share a band.
-- source:
-- args:
--   v       DECIMAL(38,4)  money  required  value; may be an aggregate
--   part    VARCHAR        key    1         bands apart for each value of this
--   top     DOUBLE         ratio  0.2       top when fewer than this share of the rows lies strictly above
--   bottom  DOUBLE         ratio  0.2       bottom when fewer than this share lies strictly below
-- returns: VARCHAR text top, middle or bottom; middle for who is both; NULL where v is NULL, which is not counted
-- example: select i.customer_id, band_8020(sum(i.net_amount)) as band from invoice_lines as i group by i.customer_id
case
    when v is null then null
    else case
        (
            case
                when rank() over (partition by part order by v desc nulls last) - 1 < top * count(v) over (partition by part) then 2
                else 0
            end
        ) + (
            case
                when rank() over (partition by part order by v nulls last) - 1 < bottom * count(v) over (partition by part) then 1
                else 0
            end
        )
        when 2 then 'top'
        when 1 then 'bottom'
        else 'middle'
    end
end
