-- name:    catalogue
-- kind:    view
-- summary: Every table, view, macro and report that is there to be used, and every setting, with what it means.
-- grain:   one row per name and kind
-- source:  landscape_base.objects, setting_defaults
-- columns:
--   name       VARCHAR                                                                                        key   never NULL
--   kind       VARCHAR                                                                                        text  never NULL; table, view, macro, table_macro, report or setting
--   family     VARCHAR                                                                                        text  never NULL; objects about one subject
--   summary    VARCHAR                                                                                        text  never NULL; one sentence
--   grain      VARCHAR                                                                                        text  what one row is; NULL for macros that return one value and for settings
--   columns    STRUCT("name" VARCHAR,"type" VARCHAR,"unit" VARCHAR,"text" VARCHAR)[]                      list  never NULL; one nameless column for what a scalar macro returns
--   arguments  STRUCT("name" VARCHAR,"type" VARCHAR,"unit" VARCHAR,"default" VARCHAR,"text" VARCHAR)[]  list  never NULL; default NULL is required, a setting's default NULL follows from the ledger
--   example    VARCHAR                                                                                        text  a statement that can be run
--   notes      VARCHAR                                                                                        text  why it is defined so
-- example: select name, summary from catalogue where kind = 'view' order by name
-- notes:   A figure stands here twice: as the view that reads the settings, and as the table macro of the same name that takes arguments.
with objects as (
    select
        o.name,
        o.kind,
        o.family,
        o.summary,
        o.grain,
        o.columns,
        o.arguments,
        o.example,
        o.notes,
    from landscape_base.objects as o
),

settings_known as (
    select
        d.name,
        'setting' as kind,
        'settings' as family,
        upper(left(d.meaning, 1)) || substr(d.meaning, 2) || '.' as summary,
        null::varchar as grain,
        []::struct("name" varchar, "type" varchar, "unit" varchar, "text" varchar)[] as columns,
        [{
            'name': d.name,
            'type': d.type,
            'unit': null::varchar,
            'default': d.default_value,
            'text': 'one of ' || replace(d.allowed, ',', ', '),
        }] as arguments,
        'set variable landscape_' || d.name || ' = ' || coalesce('''' || d.default_value || '''', 'null') as example,
        'applies at ' || d.applies as notes,
    from landscape_base.setting_defaults as d
)

select
    o.name,
    o.kind,
    o.family,
    o.summary,
    o.grain,
    o.columns,
    o.arguments,
    o.example,
    o.notes,
from objects as o
union all
select
    s.name,
    s.kind,
    s.family,
    s.summary,
    s.grain,
    s.columns,
    s.arguments,
    s.example,
    s.notes,
from settings_known as s
