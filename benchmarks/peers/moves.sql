-- What became of every customer from one year to the next, from the sums of four years (customer_years, with customer_id, k and net) and what each bought.
bought as materialized (
    select
        p.customer_id,
        min(p.day) as first_day,
        count(*) filter (where p.day > (${as_of} - interval 12 month)::date) as n0,
        count(*) filter (where p.day > (${as_of} - interval 24 month)::date and p.day <= (${as_of} - interval 12 month)::date) as n1,
        count(*) filter (where p.day > (${as_of} - interval 36 month)::date and p.day <= (${as_of} - interval 24 month)::date) as n2,
        count(*) filter (where p.day > (${as_of} - interval 48 month)::date and p.day <= (${as_of} - interval 36 month)::date) as n3,
    from purchases as p
    group by p.customer_id
),

-- the ledger is complete since a fortnight before its first line
periods as materialized (
    select
        r.range::integer as period,
        (${as_of} - to_months(12 * r.range::integer + 12))::date as start_day,
        (${as_of} - to_months(12 * r.range::integer))::date as end_day,
        (${as_of} - to_months(12 * r.range::integer + 24))::date as before_start,
        l.first_day - 15 <= (${as_of} - to_months(12 * r.range::integer + 24))::date + 1 as comparable,
        greatest(date_sub('month', l.first_day - 15, (${as_of} - to_months(12 * r.range::integer + 12))::date + 1), 0)::integer as lookback_months,
    from range(3) as r
    cross join (select min(i.invoice_date) as first_day from invoice_lines as i) as l
),

moves as materialized (
    select
        p.period,
        y.customer_id,
        case p.period when 0 then y.v0 when 1 then y.v1 else y.v2 end as after,
        case p.period when 0 then y.v1 when 1 then y.v2 else y.v3 end as before,
        case p.period when 0 then b.n0 when 1 then b.n1 else b.n2 end > 0 is true as now,
        case p.period when 0 then b.n1 when 1 then b.n2 else b.n3 end > 0 is true as was,
        b.first_day > p.start_day as is_new,
        b.first_day > p.before_start and b.first_day <= p.start_day as is_annualised,
        p.comparable,
    from (
        select
            c.customer_id,
            coalesce(sum(c.net) filter (where c.k = 0), 0) as v0,
            coalesce(sum(c.net) filter (where c.k = 1), 0) as v1,
            coalesce(sum(c.net) filter (where c.k = 2), 0) as v2,
            coalesce(sum(c.net) filter (where c.k = 3), 0) as v3,
        from customer_years as c
        group by c.customer_id
    ) as y
    left join bought as b
        on y.customer_id = b.customer_id
    cross join periods as p
),

split as (
    select
        m.*,
        case when m.was and m.now then least(greatest(m.before, 0), greatest(m.after, 0)) else 0 end as repeat,
        case when m.was and m.now then greatest(greatest(m.after, 0) - greatest(m.before, 0), 0) else 0 end as growth,
        case when m.was and m.now then greatest(greatest(m.before, 0) - greatest(m.after, 0), 0) else 0 end as contraction,
        case when m.now and not m.was and m.comparable and m.is_new then greatest(m.after, 0) else 0 end as new,
        case when m.now and not m.was and m.comparable and not m.is_new then greatest(m.after, 0) else 0 end as reactivated,
        case when m.now and not m.was and not m.comparable then greatest(m.after, 0) else 0 end as unknown_origin,
        case when m.was and not m.now then greatest(m.before, 0) else 0 end as lost,
        case when m.was then least(m.before, 0) else m.before end as adj0,
        case when m.now then least(m.after, 0) else m.after end as adj1,
    from moves as m
)
