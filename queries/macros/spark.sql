-- name:    spark
-- kind:    macro
-- summary: A list of numbers drawn as one line of blocks between its least and its greatest.
-- source:
-- args:
--   numbers  DOUBLE[]  list  required  in the order in which they are drawn
-- returns: VARCHAR text NULL for no list and for an empty one; a NULL in the list is a blank
-- example: select spark([1, 5, 2, 8, 3]) as trend
-- notes:   Equal numbers are all the lowest block. The shell draws lists so by itself after .spark on.
case
    when len(numbers) > 0 then array_to_string(
        list_transform(
            numbers,
            lambda x: case
                when x is null then ' '
                when list_max(numbers) > list_min(numbers) then substr(
                    '▁▂▃▄▅▆▇█',
                    1 + round((x::double - list_min(numbers)::double) / (list_max(numbers)::double - list_min(numbers)::double) * 7)::integer,
                    1
                )
                else '▁'
            end
        ),
        ''
    )
end
