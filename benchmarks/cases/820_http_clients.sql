-- summary: Ask a server for the head of a default view by 1, 8 and 64 clients at once that keep their connections, from a second process.
-- answer: every answer is byte for byte the first one, and has rows
-- does: clients
select r.* from pareto_rank as r order by r.rank, r.customer_id limit 100
