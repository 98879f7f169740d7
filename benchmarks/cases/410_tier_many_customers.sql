-- summary: Give every customer of a table of ten million its tier with the macros `pareto_share` and `tier`, beside the best query by hand.
-- answer: customers and value of each tier are the same
-- does: query
-- peers: tier_many.sql
-- growth: true
select t.tier, count(*) as customers, sum(t.value) as value
from (select m.value, tier(pareto_share(m.value)) as tier from many as m) as t
group by t.tier
