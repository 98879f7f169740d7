package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

func TestTruthOfReasonsToLeave(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	rows := map[string]Record{}
	for _, r := range Query(t, Session(t, e), "select c.reason, c.records, c.total, c.share from churn_reason_mix as c") {
		rows[r["reason"].(string)] = r
	}
	for _, want := range truth.Causes {
		r := rows[want.Reason]
		if r["records"] != want.Recorded {
			t.Errorf("%v, the truth says %+v", r, want)
		}
		near(t, "leaving as "+want.Reason, float(r["share"]), float(r["total"]), want.Share)
	}
	// Who left lately is still a customer to the view, and who pauses for a year is not lost to the model.
	none := rows["unrecorded"]
	if share := 1 - float(none["share"]); share < truth.RecordedShare-0.06 || share > truth.RecordedShare+0.06 {
		t.Errorf("the reason of %.3f is recorded, %.2f in the model", share, truth.RecordedShare)
	}
}

func TestTruthOfTouchesInTime(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	for _, want := range truth.Touched {
		if want.TargetDays == 0 {
			continue
		}
		r := Query(t, s, `select count(*) as n, count(*) filter (where c.days_since_last <= c.target_days) as in_time, any_value(c.target_days) as target
			from touch_compliance as c where c.channel_class = 'personal' and c.status = 'existing' and c.policy_tier = '`+want.Tier+"'")[0]
		if r["n"] != want.Customers || r["in_time"] != want.InTime || r["target"] != int64(want.TargetDays) {
			t.Errorf("tier %s: %v, the truth says %+v", want.Tier, r, want)
		}
	}
}

func TestTruthOfResponses(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	rates, n := map[string]float64{}, map[string]float64{}
	for _, r := range Query(t, s, `select r.channel, sum(r.answered)::bigint as answered, sum(r.complete)::bigint as complete
		from touch_response(months := 24) as r group by r.channel`) {
		channel := r["channel"].(string)
		n[channel] = float(r["complete"])
		rates[channel] = float(r["answered"]) / n[channel]
	}
	for _, want := range truth.Channels {
		if want.Channel == "e-mail" { // three classes share the channel
			continue
		}
		near(t, "answers by "+want.Channel, rates[want.Channel], n[want.Channel], want.Chance)
	}
	if len(rates) != 5 || rates["e-mail"] >= rates["phone"] {
		t.Errorf("response rates %v", rates)
	}
}

func TestTruthOfSatisfaction(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	r := Query(t, Session(t, e), `select sum(s.answers)::bigint as answers, sum(s.mean_score * s.answers) as total,
		sum(s.promoter_share * s.answers) as nines, sum(s.response_rate * s.asked) as replied, sum(s.asked)::bigint as asked from satisfaction() as s`)[0]
	answers := truth.Content.Answers + truth.Complained.Answers
	sum, nines := truth.Content.Sum+truth.Complained.Sum, float64(truth.Content.Nines+truth.Complained.Nines)
	if r["answers"] != answers || !close(float(r["total"]), sum) || !close(float(r["nines"]), nines) || !close(float(r["replied"]), float64(answers)) {
		t.Errorf("%v, the truth says %d answers, %v in sum, %v of 9 and 10", r, answers, sum, nines)
	}
	near(t, "answers to surveys", float(r["replied"])/float(r["asked"]), float(r["asked"]), truth.Channels[len(truth.Channels)-1].Chance)
}

// close allows for the order in which doubles are added.
func close(a, b float64) bool { return a-b < 1e-6*b && b-a < 1e-6*b }

func TestTruthOfService(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e, truth := Business(t)
	r := Query(t, Session(t, e), `select sum(q.open_complaints)::bigint as open, sum(q.deliveries)::bigint as lines,
		sum(q.on_time_rate * q.deliveries) / sum(q.deliveries) as on_time from service_quality(years := 4) as q`)[0]
	if r["open"] != truth.OpenComplaints {
		t.Errorf("%v complaints are open, the truth says %d", r["open"], truth.OpenComplaints)
	}
	// Lines of one invoice come together: about three and a half of them.
	near(t, "lines on time", float(r["on_time"]), float(r["lines"])/3.5, 1-truth.LateShare)
}

func TestTruthOfTheWebshop(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e, truth := Business(t)
	for _, r := range Query(t, Session(t, e), `select m.period, sum(m.orders)::bigint as orders, sum(m.orders) filter (where m.channel = 'webshop')::bigint as web,
		bool_or(m.is_self_service) filter (where m.channel = 'webshop') as alone from channel_mix as m where m.channel is not null group by m.period`) {
		year := 3 - float(r["period"]) // the newest is the fourth calendar year of the ledger
		near(t, "orders through the webshop", float(r["web"])/float(r["orders"]), float(r["orders"]), truth.WebShare+year*truth.WebGrowth)
		if r["alone"] != true {
			t.Error("the webshop needs our help")
		}
	}
}
