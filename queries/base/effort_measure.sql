-- name:    effort_measure
-- kind:    base_macro
-- summary: What the bands and the whale curve rank by: contribution when a cost to serve is loaded, else profit (requirement B18).
-- source:  service_costs
-- args:
-- returns: VARCHAR text never NULL
-- example: select landscape_base.effort_measure()
(
    select case when count(*) > 0 then 'contribution' else 'profit' end
    from (select sc.day from landscape_base.service_costs as sc limit 1) as found
)
