-- name:    response_mix
-- kind:    figure
-- summary: How outbound touches are answered, by channel and class (requirement B4).
-- grain:   one row per channel, class and response with an outbound touch in the window
-- source:  basics, period_edge, touch_log, wilson_lo, wilson_hi
-- needs:   touches
-- kept:    channel, class, response
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
-- columns:
--   channel        VARCHAR  text   NULL when unknown
--   class          VARCHAR  text   personal, bulk or automated
--   response       VARCHAR  text   positive, negative, later, none or unrecorded
--   touches        BIGINT   count  outbound touches so answered
--   share          DOUBLE   ratio  of the outbound touches of the channel and class
--   complete       BIGINT   count  touches of the channel and class that are 30 days or longer ago
--   response_rate  DOUBLE   ratio  of those, the share answered positive, negative or later; the same on all rows of a channel and class
--   response_lo    DOUBLE   ratio  lower end of its 95 % Wilson interval
--   response_hi    DOUBLE   ratio  upper end
--   as_of          DATE     date   last day, inclusive
-- example: select channel, class, response, touches, share, response_rate from response_mix order by all
-- notes:   The shares of a channel and class sum to 1, the touches to the outbound touches of the window. A touch without a recorded answer
--   counts as not answered in the rate once its 30 days are over; the row unrecorded says how many there are.
with config as materialized (
    select b.last_day, period_edge(b.last_day, coalesce(months, 12)) as start_day
    from landscape_base.basics(as_of := as_of) as b
),

counted as (
    select
        t.channel as via,
        t.class as kind,
        coalesce(t.response, 'unrecorded') as answer,
        count(*) as n,
        count(*) filter (where t.day <= config.last_day - 30) as n_full,
        any_value(config.last_day) as last_day,
    from landscape_base.touch_log(as_of := as_of) as t
    cross join config
    where t.direction = 'out' and t.day > config.start_day
    group by t.channel, t.class, coalesce(t.response, 'unrecorded')
),

summed as (
    select
        c.*,
        sum(c.n) over (partition by c.via, c.kind) as n_all,
        sum(c.n_full) over (partition by c.via, c.kind) as all_full,
        sum(case when c.answer in ('positive', 'negative', 'later') then c.n_full else 0 end) over (partition by c.via, c.kind) as answered,
    from counted as c
)

select
    s.via as channel,
    s.kind as class,
    s.answer as response,
    s.n as touches,
    s.n::double / s.n_all::double as share,
    s.all_full::bigint as complete,
    s.answered::double / nullif(s.all_full, 0)::double as response_rate,
    wilson_lo(s.answered, s.all_full) as response_lo,
    wilson_hi(s.answered, s.all_full) as response_hi,
    s.last_day as as_of,
from summed as s
order by s.via, s.kind, s.answer
