-- name:    settings_in_force
-- kind:    view
-- summary: Every setting with the value in force in this session and where it comes from.
-- grain:   one row per name
-- source:  setting_defaults, settings, settings_row, ledger_state, scheme_cuts, scheme_labels
-- columns:
--   name           VARCHAR  key   never NULL
--   value          VARCHAR  text  value in force; NULL where each figure decides, as the meaning says
--   origin         VARCHAR  text  session, settings, ledger or default
--   default_value  VARCHAR  text  built-in default; NULL where it follows from the ledger
--   allowed        VARCHAR  text  allowed words; NULL when any value of the type will do
--   meaning        VARCHAR  text  what it does
--   applies        VARCHAR  text  query: a session or an argument may override it; refresh: stored with the base tables; load: read by loads
--   needs_refresh  BOOLEAN  flag  its row in settings was edited since the last refresh, and is not in force yet
--   edited_value   VARCHAR  text  where that is so: the row as it is now; NULL when it was deleted
-- example: select name, value, origin from settings_in_force where origin != 'default' order by name
-- notes:   An argument of a figure comes before all of these, for that query only. A session cannot override a setting of a refresh or a
--   load. A named tier_scheme shows as tier_cuts and tier_labels unless those are set from the same place. Texts are shown as they
--   were given; a figure that reads a faulty one says so.
with named as (
    select d.name, d.default_value, d.allowed, d.meaning, d.applies, v.value as session_value
    from landscape_base.setting_defaults as d
    left join duckdb_variables() as v
        on 'landscape_' || d.name = v.name and v.value != 'NULL' and d.applies = 'query'
),

pieces as (
    select unnest(string_split(r.texts, '; ')) as piece
    from landscape_base.settings_row as r
),

refreshed as (
    select
        split_part(p.piece, ' = ', 1) as name,
        max(substr(p.piece, length(split_part(p.piece, ' = ', 1)) + 4)) as value,
    from pieces as p
    group by split_part(p.piece, ' = ', 1)
),

edited as (
    select s.name, max(s.value) as value
    from settings as s
    group by s.name
),

schemes as (
    select
        max(n.session_value) as session_scheme,
        max(r.value) as stored_scheme,
    from named as n
    left join refreshed as r
        on n.name = r.name
    where n.name = 'tier_scheme'
),

from_ledger as (
    select
        max(ls.first_date) as first_day,
        max(ls.last_date) as last_day,
        max(ls.base_currency) as currency,
    from landscape_base.ledger_state as ls
),

values_of as (
    select
        n.*,
        coalesce(
            n.session_value,
            case
                when n.name = 'tier_cuts' and schemes.session_scheme in ('ABC', 'AAA')
                    then landscape_base.scheme_cuts(schemes.session_scheme)
                when n.name = 'tier_labels' and schemes.session_scheme in ('ABC', 'AAA')
                    then landscape_base.scheme_labels(schemes.session_scheme)
            end
        ) as of_session,
        coalesce(
            r.value,
            case
                when n.name = 'tier_cuts' and schemes.stored_scheme in ('ABC', 'AAA')
                    then landscape_base.scheme_cuts(schemes.stored_scheme)
                when n.name = 'tier_labels' and schemes.stored_scheme in ('ABC', 'AAA')
                    then landscape_base.scheme_labels(schemes.stored_scheme)
            end
        ) as of_settings,
        case n.name
            when 'as_of' then least(from_ledger.last_day, current_date)::varchar
            when 'ledger_complete_from' then (from_ledger.first_day - 15)::varchar
            when 'base_currency' then from_ledger.currency
        end as of_ledger,
        r.value is distinct from e.value as was_edited,
        e.value as row_now,
    from named as n
    cross join schemes
    cross join from_ledger
    left join refreshed as r
        on n.name = r.name
    left join edited as e
        on n.name = e.name
)

select
    v.name as name,
    coalesce(v.of_session, v.of_settings, v.of_ledger, v.default_value) as value,
    case
        when v.of_session is not null then 'session'
        when v.of_settings is not null then 'settings'
        when v.of_ledger is not null then 'ledger'
        else 'default'
    end as origin,
    v.default_value as default_value,
    v.allowed as allowed,
    v.meaning as meaning,
    v.applies as applies,
    v.was_edited as needs_refresh,
    case when v.was_edited then v.row_now end as edited_value,
from values_of as v
order by v.name
