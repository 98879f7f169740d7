package views_test

import (
	"math/big"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Every outbound touch of the sample business is in response_mix once, with its answer, and who was welcomed needs no care.
func TestTruthOfAnswersAndWelcomes(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	for _, c := range truth.Channels {
		r := Query(t, s, `select coalesce(sum(m.touches), 0)::bigint as n, coalesce(sum(m.touches) filter (where m.response in ('positive', 'negative', 'later')), 0)::bigint as answered
			from response_mix(months := 120) as m where m.channel = '`+c.Channel+`' and m.class = '`+c.Class+`'`)[0]
		if r["n"] != c.Touches || r["answered"] != c.Answered {
			t.Errorf("%v touches of %s %s, %v answered, the truth says %+v", r["n"], c.Class, c.Channel, r["answered"], c)
		}
	}
	// Touches of customers are on file for 24 months; a newsletter in time is a follow-up as well.
	missed := float(Query(t, s, "select count(*) as n from post_sale_care(months := 24) as c where c.care != 'open'")[0]["n"])
	if most := float64(truth.FirstOrders - truth.Welcomed); missed < most/2 || missed > most {
		t.Errorf("%v first orders were not followed up, the truth says at most %v", missed, most)
	}
}

// Sums and shares of the views are those of the tables, by groups of accounts and on a day in the middle, where most can go astray.
func TestTouchIdentities(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e, _ := Business(t)
	s := Session(t, e)
	const day = "2025-03-31"
	AsOf(t, s, day)
	if err := s.Set(t.Context(), "level", "parent"); err != nil {
		t.Fatal(err)
	}
	window := "t.touched_at::date <= date '" + day + "' and t.touched_at::date > period_edge(date '" + day + "', 12)"
	for what, pair := range map[string][2]string{
		"touches of attention_matrix": {"select sum(m.touches) from attention_matrix as m", "select count(*) from touches as t where " + window},
		"touches of response_mix":     {"select sum(m.touches) from response_mix as m", "select count(*) from touches as t where t.direction = 'out' and " + window},
		"touches of touch_response":   {"select sum(m.touches) from touch_response as m", "select count(*) from touches as t where t.direction = 'out' and " + window},
		"answers of touch_response": {"select sum(m.answered) from touch_response as m",
			"select count(*) from touches as t where t.direction = 'out' and t.response != 'none' and t.touched_at::date <= date '" + day + "' - 30 and " + window},
		"parties of touch_mix_check": {"select sum(m.parties) from touch_mix_check as m",
			"select (select count(*) from landscape_base.customer_orders()) + (select count(*) from prospect_ranking)"},
		"shares of response_mix":     {"select count(*) from (select sum(m.share) as s from response_mix as m group by m.channel, m.class) where abs(s - 1) > 1e-9", "select 0"},
		"shares of churn_reason_mix": {"select round(sum(m.share), 9) from churn_reason_mix as m where m.position > 0", "select 1"},
		"records of churn_reason_mix": {"select sum(m.records) from churn_reason_mix as m where m.position > 0",
			"select count(*) from churn_reasons as r where r.recorded_on <= date '" + day + "'"},
		"contacts of audience":    {"select count(*) from audience", "select count(*) from contacts"},
		"revenue of channel_mix":  {"select sum(m.revenue) from channel_mix as m", "select sum(q.sold - q.credited) from service_quality as q"},
		"orders of channel_mix":   {"select sum(m.orders) from channel_mix as m", "select sum(q.orders) from service_quality as q"},
		"shares of channel_mix":   {"select count(*) from (select sum(m.order_share) as s from channel_mix as m group by m.period, m.tier) where abs(s - 1) > 1e-9", "select 0"},
		"plan and compliance":     {"select count(*) from touch_plan as p where p.overdue_days > 0", "select count(*) from touch_compliance as c where c.compliance = 'overdue' or (c.compliance = 'too_many' and c.target_days < c.days_since_last)"},
		"recipients of campaigns": {"select sum(o.existing + o.ex_customers + o.prospects + o.unknown) from audience_overlap as o", "select sum(o.recipients) from audience_overlap as o"},
	} {
		got := Query(t, s, "select ("+pair[0]+")::decimal(38, 9) as a, ("+pair[1]+")::decimal(38, 9) as b")[0]
		a, okA := got["a"].(*big.Rat)
		b, okB := got["b"].(*big.Rat)
		if !okA || !okB || a.Cmp(b) != 0 {
			t.Errorf("%s: %v, want %v", what, got["a"], got["b"])
		}
	}
}
