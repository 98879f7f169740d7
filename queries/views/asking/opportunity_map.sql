-- name:    opportunity_map
-- kind:    figure
-- summary: Eleven areas of opportunity over the life of a customer: how many customers, how much in a year, by which formula, and where to look (B11).
-- grain:   one row per area, eleven in all
-- source:  periods, opportunity_rows, filled_inputs
-- kept:    area
-- args:
--   as_of  DATE     date  NULL  last day, inclusive; the setting when NULL
--   level  VARCHAR  text  NULL  customer or parent; the setting when NULL
-- columns:
--   area                 INTEGER        number  1 to 11
--   name                 VARCHAR        text    what to do
--   customers            BIGINT         count   customers or prospects in the area
--   value                DECIMAL(38,4)  money   what the area is worth in a year; 0 for nobody, NULL when it cannot be said of anybody
--   customers_exclusive  BIGINT         count   of them those for whom no other area is worth more
--   value_exclusive      DECIMAL(38,4)  money   their value: every customer counts once, so that the areas may be added
--   formula              VARCHAR        text    how the value of a customer is reckoned
--   view_name            VARCHAR        text    the view to open
--   reason               VARCHAR        text    the input table that is empty, where the area needs one; NULL when none is
-- example: select area, name, customers, value, value_exclusive, view_name from opportunity_map order by value_exclusive desc
-- notes:   The areas overlap: a customer may be worth saving and a cross-sell too, and the sum of value counts it twice; the sum of value_exclusive
--   counts it in its largest area (of equal ones the first). The eleven areas are ours; the slide that names eleven lists none. It asks most
--   other views, and planning them together alone takes some seconds, whatever the size of the ledger.
with areas as (
    select a.area, a.title, a.reckoned, a.opened, a.needed
    from (
        values
            (1, 'target prospects', 'estimate of A prospects without an outbound touch; unrated ones count without value', 'prospect_ranking', 'prospects'),
            (2, 'convert the pipeline', 'probability x annual amount of open opportunities that are no repeat', 'pipeline', 'opportunities'),
            (3, 'win the second order', 'one more year like the one since the only order', 'new_customer_outcome', null),
            (4, 'sell what is missing', 'gap_value of product lines not bought; an upper bound', 'whitespace', null),
            (5, 'raise to a higher tier', 'amount within reach less the revenue of the last 12 months, the list as long as it is', 'potential_tier', null),
            (6, 'realise the price', 'price effects below 0, by share in the product', 'pvm', null),
            (7, 'stop losses', 'contribution (else profit) below 0, turned', 'least_profitable', null),
            (8, 'save who falls silent', 'revenue of the last 12 months of customers with a lapse alert', 'lapse_alerts', null),
            (9, 'restore what was dropped', 'products dropped and spend decreased within a year, of customers that stayed', 'churn_value', null),
            (10, 'ask for referrals', 'share of referrals that convert x mean value of a customer in its first year, of the top candidates', 'referral_candidates', null),
            (11, 'win back', 'own rate of return x value of the last active year of ex-customers', 'reactivation_case', null)
    ) as a (area, title, reckoned, opened, needed)
),

rows_of as materialized (
    select r.area, r.unit_id, r.value as worth
    from landscape_base.opportunity_rows(as_of := as_of, level := level) as r
),

largest as (
    select r.area, r.unit_id, r.worth, row_number() over (partition by r.unit_id order by r.worth desc nulls last, r.area) as place
    from rows_of as r
),

sums as (
    select
        l.area,
        count(*) as members,
        sum(l.worth) as worth,
        count(*) filter (where l.place = 1) as own_members,
        sum(l.worth) filter (where l.place = 1) as own_worth,
    from largest as l
    group by l.area
)

select
    a.area as area,
    a.title as name,
    coalesce(s.members, 0)::bigint as customers,
    (case when s.area is null then 0 else s.worth end)::decimal(38, 4) as value,
    coalesce(s.own_members, 0)::bigint as customers_exclusive,
    (case when coalesce(s.own_members, 0) = 0 then 0 else s.own_worth end)::decimal(38, 4) as value_exclusive,
    a.reckoned as formula,
    a.opened as view_name,
    case when not f.filled then 'nothing is loaded into ' || f.table_name end as reason,
from areas as a
left join sums as s
    on a.area = s.area
left join landscape_base.filled_inputs as f
    on a.needed = f.table_name
where exists(select 1 from landscape_base.periods(as_of := as_of, years := 1) as p where p.has_ledger)
order by a.area
