-- name:    product_lines
-- kind:    base_view
-- summary: The products that count towards a product line, and the line by a number, which millions of rows are grouped by.
-- grain:   one row per product_id with a line that is in_profile
-- source:  products
-- columns:
--   product_id    VARCHAR  key     never NULL
--   product_line  VARCHAR  key     never NULL
--   line_no       BIGINT   number  1 for the first line in the order of names
-- notes:   Freight, fees and samples (in_profile false) belong to no line here.
select p.product_id, p.line as product_line, dense_rank() over (order by p.line) as line_no,
from products as p
where p.line is not null and coalesce(p.in_profile, true)
