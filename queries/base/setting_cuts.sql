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
    when value is null then null
    when try_cast(value as double[]) is null
        then error('setting tier_cuts: ' || value || ' is not a list of numbers; write it as [0.80,0.95]')
    when len(try_cast(value as double[])) = 0 or list_sort(list_distinct(try_cast(value as double[]))) != try_cast(value as double[])
        then error('setting tier_cuts: ' || value || ' does not increase; give each cut once, the smallest first')
    when basis != 'value' and (try_cast(value as double[])[1] <= 0 or try_cast(value as double[])[-1] >= 1)
        then error('setting tier_cuts: ' || value || ' has a cut outside 0 to 1; cuts are fractions such as 0.80 unless tier_basis is value')
    else try_cast(value as double[])
end
