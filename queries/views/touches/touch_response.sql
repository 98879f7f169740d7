-- name:    touch_response
-- kind:    figure
-- summary: How customers and prospects answer by channel and by how often they are contacted: where more contacts stop helping (requirement D5).
-- grain:   one row per status, tier, channel and frequency_band with an outbound touch in the window
-- source:  basics, period_edge, parties, party_touches, wilson_lo, wilson_hi
-- needs:   touches
-- kept:    status, tier, channel, frequency_band
-- args:
--   as_of   DATE     date    NULL  last day, inclusive; the setting when NULL
--   months  INTEGER  months  12    length of the window
-- columns:
--   status            VARCHAR  text   existing, ex-customer or prospect now; NULL for touches of nobody known
--   tier              VARCHAR  text   tier now, of existing customers and of prospects by their estimate; else NULL
--   channel           VARCHAR  text   NULL when unknown
--   frequency_band    VARCHAR  text   1, 2-3 or 4+ outbound touches of the channel in the 30 days up to the touch
--   touches           BIGINT   count  outbound touches
--   complete          BIGINT   count  those of them 30 days or longer ago
--   answered          BIGINT   count  complete touches answered positive, negative or later
--   response_rate     DOUBLE   ratio  answered divided by complete; NULL without a complete touch
--   response_lo       DOUBLE   ratio  lower end of its 95 % Wilson interval
--   response_hi       DOUBLE   ratio  upper end
--   positive          BIGINT   count  complete touches answered positive
--   positive_rate     DOUBLE   ratio  positive divided by complete
--   as_of             DATE     date   last day, inclusive
-- example: select tier, channel, frequency_band, touches, response_rate, positive_rate from touch_response where status = 'existing' order by all
-- notes:   A touch without a recorded answer counts as not answered once its 30 days are over. 4+ in 30 days is a weekly mail. Association: who
--   answers may be contacted more often.
with config as materialized (
    select b.last_day, period_edge(b.last_day, coalesce(months, 12)) as start_day
    from landscape_base.basics(as_of := as_of) as b
),

counted as (
    select
        t.party_kind,
        t.party_id,
        t.channel as via,
        t.response as answer,
        t.day,
        count(*) over (
            partition by t.party_kind, t.party_id, t.channel
            order by t.day range between interval 29 days preceding and current row
        ) as in_30_days,
    from landscape_base.party_touches(as_of := as_of) as t
    cross join config
    where t.direction = 'out' and t.day > config.start_day - 30
),

banded as (
    select
        p.status as status_now,
        p.cell_tier as tier_now,
        c.via,
        case when c.party_id is null or c.in_30_days = 1 then '1' when c.in_30_days <= 3 then '2-3' else '4+' end as band,
        count(*) as all_touches,
        count(*) filter (where c.day <= config.last_day - 30) as full_touches,
        count(*) filter (where c.day <= config.last_day - 30 and c.answer in ('positive', 'negative', 'later')) as answers,
        count(*) filter (where c.day <= config.last_day - 30 and c.answer = 'positive') as positives,
        any_value(config.last_day) as last_day,
    from counted as c
    cross join config
    left join landscape_base.parties(as_of := as_of) as p
        on c.party_kind = p.party_kind and c.party_id = p.party_id
    where c.day > config.start_day
    group by all
)

select
    b.status_now as status,
    b.tier_now as tier,
    b.via as channel,
    b.band as frequency_band,
    b.all_touches as touches,
    b.full_touches as complete,
    b.answers as answered,
    b.answers::double / nullif(b.full_touches, 0)::double as response_rate,
    wilson_lo(b.answers, b.full_touches) as response_lo,
    wilson_hi(b.answers, b.full_touches) as response_hi,
    b.positives as positive,
    b.positives::double / nullif(b.full_touches, 0)::double as positive_rate,
    b.last_day as as_of,
from banded as b
order by b.status_now, b.tier_now, b.via, b.band
