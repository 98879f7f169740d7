-- name:    setting_cuts
-- kind:    base_macro
-- summary: The cuts in a setting's text, or an error when they are no numbers, do not increase, or leave the range of their basis.
-- source:
-- args:
--   value  VARCHAR  text  required  a list such as [0.80,0.95]
--   basis  VARCHAR  text  required  share, count or value
-- returns: DOUBLE[] list
-- example: select landscape_base.setting_cuts('[0.80,0.95]', 'share')
case
    when try_cast(value as double[]) is null or len(try_cast(value as double[])) = 0 or list_contains(list_transform(try_cast(value as double[]), lambda k: k is null), true)
        then error('setting tier_cuts: ' || value || ' is not a list of numbers; write it as [0.80,0.95]')
    when list_sort(list_distinct(try_cast(value as double[]))) != try_cast(value as double[])
        then error('setting tier_cuts: ' || value || ' does not increase; give each cut once, the smallest first')
    when basis != 'value' and (list_min(try_cast(value as double[])) <= 0 or list_max(try_cast(value as double[])) >= 1)
        then error('setting tier_cuts: ' || value || ' has a cut outside 0 to 1; cuts are fractions such as 0.80 unless tier_basis is value')
    else try_cast(value as double[])
end
