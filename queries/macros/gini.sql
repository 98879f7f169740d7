-- name:    gini
-- kind:    macro
-- summary: Gini coefficient of a list of values: 0 when all are equal, near 1 when one has everything.
-- source:
-- args:
--   amounts  DOUBLE[]  list  required  values; those below 0 count as 0, NULL is left out
-- returns: DOUBLE ratio NULL for an empty list and when nothing is positive
-- example: select gini([660, 140, 140, 60])
(
    list_sum(
        list_transform(
            list_sort(list_transform(list_filter(amounts, lambda x: x is not null), lambda x: greatest(x, 0)::double)),
            lambda x, i: 2 * i * x
        )
    ) / nullif(list_sum(list_transform(list_filter(amounts, lambda x: x is not null), lambda x: greatest(x, 0)::double)), 0)
    - (len(list_filter(amounts, lambda x: x is not null)) + 1)
) / nullif(len(list_filter(amounts, lambda x: x is not null)), 0)
