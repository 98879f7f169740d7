package ledgergen_test

import (
	"math"
	"slices"
	"testing"
)

func TestTouchesAreAnsweredByChannel(t *testing.T) {
	f := need(t, many)
	type key struct{ channel, class string }
	sent, answered := map[key]int64{}, map[key]int64{}
	kinds := map[string]int64{}
	for _, r := range f.tables["touches"] {
		if (r["due_date"] != "") != (r["response"] == "later") || (r["direction"] == "in") != (r["response"] == "") {
			t.Fatalf("%v", r)
		}
		if r["direction"] == "in" {
			continue
		}
		k := key{r["channel"], r["class"]}
		sent[k]++
		if r["response"] != "none" {
			answered[k]++
			if r["channel"] != "survey" {
				kinds[r["response"]]++
				kinds["all"]++
			}
		}
	}
	for _, c := range f.truth.Channels {
		k := key{c.Channel, c.Class}
		if sent[k] != c.Touches || answered[k] != c.Answered {
			t.Errorf("%v: %d sent, %d answered; the truth says %+v", k, sent[k], answered[k], c)
		}
		near(t, c.Class+" "+c.Channel, c.Answered, c.Touches, c.Chance)
	}
	near(t, "positive answers", kinds["positive"], kinds["all"], 0.55)
	near(t, "later answers", kinds["later"], kinds["all"], 0.25)
}

// tierFloors ranks the amounts of the last twelve months: the smallest that the first 80 and 95 per cent of the sum need.
func tierFloors(customers map[string]*bought) [2]int64 {
	var values []int64
	var total int64
	for _, b := range customers {
		if b.recent > 0 {
			values = append(values, b.recent)
			total += b.recent
		}
	}
	slices.Sort(values)
	slices.Reverse(values)
	floors := [2]int64{math.MaxInt64, math.MaxInt64}
	for i, v := range values {
		var above int64
		for _, w := range values[:i] {
			if w > v {
				above += w
			}
		}
		if 100*above < 80*total {
			floors[0] = v
		}
		if 100*above >= 95*total {
			break
		}
		floors[1] = v
	}
	return floors
}

func TestTouchesFollowTierAndLife(t *testing.T) {
	f := need(t, sample)
	customers := boughtBy(t, f)
	floors := tierFloors(customers)
	if floors != f.truth.FloorCents {
		t.Fatalf("tiers begin at %v, the truth says %v", floors, f.truth.FloorCents)
	}
	personal, asked, welcomed := map[string]int{}, int64(0), int64(0)
	for _, r := range f.tables["touches"] {
		id := r["customer_id"]
		if (id == "") == (r["prospect_id"] == "") {
			t.Fatalf("%v", r)
		}
		if id == "" {
			continue
		}
		day, b := dayOf(t, r["touched_at"]), customers[id]
		if b == nil || day > lastDay {
			t.Fatalf("%v is touched, who bought %v", r, b)
		}
		switch campaign := r["campaign"]; {
		case campaign == "reactivation":
			if day < b.last+80 {
				t.Fatalf("%v, who bought on day %d", r, b.last)
			}
		case campaign == "welcome":
			if day <= b.first || day > b.first+14 {
				t.Fatalf("%v, who bought first on day %d", r, b.first)
			}
			if b.first+14 <= lastDay {
				welcomed++
			}
		case campaign == "referral_ask":
			asked++
		case campaign != "referral_thanks" && day < b.first-3:
			t.Fatalf("%v, before the first purchase on day %d", r, b.first)
		}
		if r["class"] == "personal" && r["direction"] == "out" {
			personal[id] = max(personal[id], day)
		}
	}
	if welcomed != f.truth.Welcomed || asked == 0 {
		t.Errorf("%d asked for a recommendation, %d welcomed; the truth says %d", asked, welcomed, f.truth.Welcomed)
	}
	near(t, "first orders followed up", welcomed, f.truth.FirstOrders, 0.70)
	var inTier, inTime [3]int64
	for id, b := range customers {
		if b.recent <= 0 || b.last < yearFrom {
			continue
		}
		tier := 2
		if b.recent >= floors[0] {
			tier = 0
		} else if b.recent >= floors[1] {
			tier = 1
		}
		inTier[tier]++
		if target := f.truth.Touched[tier].TargetDays; target > 0 && lastDay-personal[id] <= target {
			inTime[tier]++
		}
	}
	// Who stays and is not neglected is touched in time, some of the others by chance; nearly all of the first tier stay.
	for tier, share := range [2][2]float64{{0.62, 0.80}, {0.42, 0.62}} {
		if got := float64(inTime[tier]) / float64(inTier[tier]); got < share[0] || got > share[1] {
			t.Errorf("tier %s: a share of %.3f is touched in time", f.truth.Touched[tier].Tier, got)
		}
	}
	for tier, want := range f.truth.Touched {
		if inTier[tier] != want.Customers || inTime[tier] != want.InTime {
			t.Errorf("tier %s: %d of %d touched in time, the truth says %+v", want.Tier, inTime[tier], inTier[tier], want)
		}
	}
}

// Nothing but an attempt to win a customer back, thanks, and the welcome of the first order comes after the last purchase of who left.
func TestNobodyCallsTheDead(t *testing.T) {
	f := need(t, sample)
	left := map[string]bool{}
	for _, r := range f.tables["churn_reasons"] {
		left[r["customer_id"]] = true
	}
	customers := boughtBy(t, f)
	for _, r := range f.tables["touches"] {
		switch r["campaign"] {
		case "reactivation", "referral_thanks", "welcome":
			continue
		}
		if id := r["customer_id"]; left[id] && dayOf(t, r["touched_at"]) > customers[id].last {
			t.Fatalf("%v, who bought last on day %d", r, customers[id].last)
		}
	}
}

func TestSatisfactionDependsOnComplaints(t *testing.T) {
	f := need(t, many)
	opened := map[string][]int{}
	for _, r := range f.tables["complaints"] {
		day := dayOf(t, r["opened_on"])
		opened[r["customer_id"]] = append(opened[r["customer_id"]], day)
		if r["resolved_on"] != "" && dayOf(t, r["resolved_on"]) < day {
			t.Fatalf("%v", r)
		}
	}
	var n [2]int64
	var sum [2]float64
	for _, r := range f.tables["satisfaction"] {
		day, k := dayOf(t, r["answered_on"]), 0
		for _, o := range opened[r["customer_id"]] {
			if o <= day && o > day-365 {
				k = 1
			}
		}
		n[k]++
		sum[k] += float(t, r["score"])
	}
	if c, d := f.truth.Content, f.truth.Complained; n != [2]int64{c.Answers, d.Answers} || sum != [2]float64{c.Sum, d.Sum} {
		t.Errorf("%v answers, %v in sum; the truth says %+v and %+v", n, sum, c, d)
	}
	if n[1] < 100 {
		t.Fatalf("only %d answers after a complaint", n[1])
	}
	if drop := sum[0]/float64(n[0]) - sum[1]/float64(n[1]); drop < 2.1 || drop > 2.8 {
		t.Errorf("a complaint takes %.2f off the score, about 2.5 expected", drop)
	}
}

func TestCostToServeFollowsTheTier(t *testing.T) {
	f := need(t, many)
	var sum int64
	spread := map[string]int64{}
	for _, r := range f.tables["costs_to_serve"] {
		if (r["customer_id"] == "") != (r["spread_by"] != "") || r["period_start"] > r["period_end"] {
			t.Fatalf("%v", r)
		}
		if r["customer_id"] != "" && r["period_end"] == "2025-12-31" {
			sum += cents(t, r["amount"])
		}
		spread[r["spread_by"]]++
	}
	for _, s := range f.truth.Service {
		sum -= s.Cents
		mean := float64(s.Cents) / float64(s.Customers)
		if error := 0.31 / math.Sqrt(float64(s.Customers)); math.Abs(mean/s.MeanCents-1) > 4*error {
			t.Errorf("tier %s costs %.0f cents on average, %.0f expected", s.Tier, mean, s.MeanCents)
		}
	}
	if sum != 0 || spread["orders"] != 8 || spread["revenue"] != 8 || spread["touches"] != 2 {
		t.Errorf("the last year is %d cents off the truth; spread %v", sum, spread)
	}
}

func TestDeliveriesAreLateAtTimes(t *testing.T) {
	f := need(t, sample)
	invoices, late := map[string]bool{}, map[string]bool{}
	web, orders := [4]int64{}, [4]int64{}
	for _, r := range f.tables["invoice_lines"] {
		if r["doc_type"] != "invoice" {
			if r["promised_date"] != "" || r["channel"] != "" {
				t.Fatalf("%v", r)
			}
			continue
		}
		if r["line_no"] == "1" && r["channel"] != "" && r["channel"] != "counter" {
			year := r["invoice_date"][3] - '2'
			orders[year]++
			if r["channel"] == "webshop" {
				web[year]++
			}
		}
		if r["promised_date"] == "" || r["delivered_date"] == "" {
			continue
		}
		if r["delivered_date"] < r["invoice_date"] {
			t.Fatalf("%v", r)
		}
		invoices[r["invoice_id"]] = true
		if r["delivered_date"] > r["promised_date"] {
			late[r["invoice_id"]] = true
		}
	}
	near(t, "late invoices", int64(len(late)), int64(len(invoices)), f.truth.LateShare)
	for year := range web {
		near(t, "orders through the webshop", web[year], orders[year], f.truth.WebShare+float64(year)*f.truth.WebGrowth)
	}
}
