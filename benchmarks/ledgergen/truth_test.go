package ledgergen_test

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

func dayOf(t *testing.T, text string) int {
	t.Helper()
	date, err := time.Parse(time.DateOnly, text[:min(10, len(text))])
	if err != nil {
		t.Fatal(err)
	}
	return int(date.Unix() / 86400)
}

// lastDay of the spans of these tests, 2025-12-31, and the first day of the last twelve months.
const (
	lastDay  = 20453
	yearFrom = 20089
)

// bought is what the lines file says of a customer.
type bought struct {
	first, last  int
	recent, year int64
}

func boughtBy(t *testing.T, f files) map[string]*bought {
	t.Helper()
	all := map[string]*bought{}
	days := map[string]int{}
	for _, r := range f.tables["invoice_lines"] {
		if r["customer_id"] == "" || r["customer_id"] == "CASH" {
			continue
		}
		day, ok := days[r["invoice_date"]]
		if !ok {
			day = dayOf(t, r["invoice_date"])
			days[r["invoice_date"]] = day
		}
		b := all[r["customer_id"]]
		if b == nil {
			b = &bought{first: day}
			all[r["customer_id"]] = b
		}
		if r["doc_type"] == "invoice" {
			b.last = day
		}
		net := cents(t, r["net_amount"])
		if day >= yearFrom {
			b.recent += net
		}
		if day < b.first+365 {
			b.year += net
		}
	}
	return all
}

func TestProspectsConvertAsTheModelSays(t *testing.T) {
	f := need(t, many)
	customers := boughtBy(t, f)
	order := map[string]int{}
	var passed, reached [4][2]int64
	for i, s := range f.truth.Stages {
		order[s.Stage] = i
	}
	var converted, matured [2]int64
	for _, r := range f.tables["prospects"] {
		kind, created := 0, dayOf(t, r["created_date"])
		if r["source"] == "referral" {
			kind = 1
		}
		if id := r["customer_id"]; (id == "") != (r["converted_date"] == "") {
			t.Fatalf("%v has a customer or a day of conversion, and not both", r)
		} else if id != "" {
			b, day := customers[id], dayOf(t, r["converted_date"])
			if b == nil || day > b.first || day < b.first-3 || created >= day {
				t.Fatalf("%v: its customer bought first on %v", r, b)
			}
		}
		if created > lastDay-700 {
			continue // its way may not be over
		}
		matured[kind]++
		end := order[r["stage"]]
		if r["customer_id"] != "" {
			converted[kind]++
			end = 4
		}
		for s := 0; s <= min(end, 3); s++ {
			reached[s][kind]++
			if end > s {
				passed[s][kind]++
			}
		}
	}
	near(t, "conversion alone", converted[0], matured[0], f.truth.Alone.Chance)
	near(t, "conversion of the recommended", converted[1], matured[1], f.truth.Referred.Chance)
	for s, stage := range f.truth.Stages {
		near(t, "passing "+stage.Stage+" alone", passed[s][0], reached[s][0], stage.Alone)
		near(t, "passing "+stage.Stage+" recommended", passed[s][1], reached[s][1], stage.Referred)
	}
}

// Recommended customers are larger by a known part of a deviation, which is 0.6 of the logarithm of the pace, 0.85 of that of the budget,
// and some of that of the basket; whole units and short lives blur it.
func TestRecommendedCustomersAreWorthMore(t *testing.T) {
	l := newLedger(t, ledgergen.Config{Lines: 1_500_000})
	dir := t.TempDir()
	if _, err := l.Business().WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	first, year := map[int32]int32{}, map[int32]int64{}
	for s := l.Lines(); s.Next(); {
		for _, line := range s.Day() {
			if _, ok := first[line.Customer]; !ok {
				first[line.Customer] = line.Day
			}
			if line.Day < first[line.Customer]+365 {
				year[line.Customer] += line.Net
			}
		}
	}
	var logs [2][]float64
	var sums [2]int64
	for _, r := range readCSV(t, filepath.Join(dir, ledgergen.ProspectsFile))[1:] {
		id, source := r[2], r[3]
		if id == "" {
			continue
		}
		index, err := strconv.Atoi(id[1:])
		if err != nil {
			t.Fatal(err)
		}
		kind, value := 0, year[int32(index)]
		if source == "referral" {
			kind = 1
		}
		sums[kind] += value
		if value > 0 {
			logs[kind] = append(logs[kind], math.Log(float64(value)))
		}
	}
	truth, err := readTruth(dir)
	if err != nil {
		t.Fatal(err)
	}
	if sums != [2]int64{truth.Alone.YearCents, truth.Referred.YearCents} {
		t.Errorf("first years bring %v, the truth says %+v and %+v", sums, truth.Alone, truth.Referred)
	}
	m0, v0 := moments(logs[0])
	m1, v1 := moments(logs[1])
	uplift, error := m1-m0, math.Sqrt(v0/float64(len(logs[0]))+v1/float64(len(logs[1])))
	if low, high := truth.ReferredSize, truth.ReferredSize*1.65; uplift < 4*error || uplift < low-2*error || uplift > high+2*error {
		t.Errorf("the first year of recommended customers is e^%.3f of the others', e^%.2f to e^%.2f expected, standard error %.3f", uplift, low, high, error)
	}
}

func moments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}

func TestReferralsNameWhoWasThere(t *testing.T) {
	f := need(t, many)
	customers := boughtBy(t, f)
	prospects, referred := map[string]row{}, map[string]bool{}
	for _, r := range f.tables["prospects"] {
		prospects[r["prospect_id"]] = r
	}
	for _, r := range f.tables["referrals"] {
		p := prospects[r["referred_prospect_id"]]
		referrer := strings.Replace(strings.TrimSuffix(r["referrer_id"], "-1"), "K", "C", 1)
		b := customers[referrer]
		if p["source"] != "referral" || p["customer_id"] != r["referred_customer_id"] || p["created_date"] != r["referral_date"] ||
			(r["reward_cost"] != "") != (p["customer_id"] != "") || b == nil || b.last < dayOf(t, r["referral_date"]) {
			t.Fatalf("%v of %v, made by %v", r, p, b)
		}
		referred[p["prospect_id"]] = true
	}
	thanks := int64(0)
	for _, r := range f.tables["touches"] {
		if r["campaign"] == "referral_thanks" {
			thanks++
		}
	}
	near(t, "referrals by advocates", f.truth.ByAdvocates, f.truth.Referrals, 0.60+0.40*0.05)
	near(t, "referrals with thanks", thanks, f.truth.Referrals, 0.60)
	if n := int64(len(referred)); n != f.truth.Referrals || n < f.truth.Referred.Prospects*98/100 {
		t.Errorf("%d referrals, the truth says %d of %d prospects", n, f.truth.Referrals, f.truth.Referred.Prospects)
	}
}

func TestCustomersLeaveForTheirCauses(t *testing.T) {
	f := need(t, many)
	customers := boughtBy(t, f)
	recorded := map[string]int64{}
	for _, r := range f.tables["churn_reasons"] {
		recorded[r["reason"]]++
		if b := customers[r["customer_id"]]; b == nil || dayOf(t, r["recorded_on"]) <= b.last {
			t.Fatalf("%v, who bought last on %v", r, b)
		}
	}
	var lost int64
	for _, c := range f.truth.Causes {
		lost += c.Lost
		if recorded[c.Reason] != c.Recorded {
			t.Errorf("%s is recorded %d times, the truth says %d", c.Reason, recorded[c.Reason], c.Recorded)
		}
	}
	total := int64(len(f.tables["churn_reasons"]))
	for _, c := range f.truth.Causes {
		near(t, "leaving as "+c.Reason, c.Lost, lost, c.Share)
		near(t, "recorded "+c.Reason, recorded[c.Reason], total, c.Share)
	}
	if share := float64(total) / float64(lost); share > f.truth.RecordedShare || share < f.truth.RecordedShare*0.9 {
		t.Errorf("of %.3f of those who left the reason is recorded", share)
	}
	near(t, "neglect of those who left", f.truth.Lost.Neglected, f.truth.Lost.Customers, 0.36+0.64*0.20)
	neglected, cared := f.truth.Kept.Neglected+f.truth.Lost.Neglected, f.truth.Kept.Customers-f.truth.Kept.Neglected+f.truth.Lost.Customers-f.truth.Lost.Neglected
	risk := float64(f.truth.Lost.Neglected) / float64(neglected) / (float64(f.truth.Lost.Customers-f.truth.Lost.Neglected) / float64(cared))
	if risk < 1.3 {
		t.Errorf("the neglected leave %.2f times as often", risk)
	}
}

func TestOpportunitiesAreWonByStage(t *testing.T) {
	f := need(t, many)
	won, lost, open := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, r := range f.tables["opportunities"] {
		switch r["outcome"] {
		case "won":
			won[r["stage"]]++
		case "lost":
			lost[r["stage"]]++
		default:
			open[r["stage"]]++
		}
		closed := r["closed_date"]
		if (closed == "") != (r["outcome"] == "open") || (r["lost_reason"] != "") != (r["outcome"] == "lost") || closed != "" && closed < r["created_date"] ||
			(r["customer_id"] == "") == (r["prospect_id"] == "") || cents(t, r["amount"]) < cents(t, r["annual_amount"]) {
			t.Fatalf("%v", r)
		}
	}
	for _, d := range append(slices.Clone(f.truth.DealStages), f.truth.Renewals) {
		if won[d.Stage] != d.Won || lost[d.Stage] != d.Lost || open[d.Stage] != d.Open || d.Open == 0 {
			t.Errorf("%s: %d won, %d lost, %d open; the truth says %+v", d.Stage, won[d.Stage], lost[d.Stage], open[d.Stage], d)
		}
	}
	for _, d := range f.truth.DealStages {
		near(t, "winning in "+d.Stage, d.Won, d.Won+d.Lost, d.Chance)
	}
}

func TestContractsAreRenewedWhileTheCustomerBuys(t *testing.T) {
	f := need(t, many)
	customers := boughtBy(t, f)
	starts := map[string]bool{}
	for _, r := range f.tables["contracts"] {
		starts[r["customer_id"]+r["start_date"]] = true
	}
	var ended, renewed, soon int64
	for _, r := range f.tables["contracts"] {
		end := dayOf(t, r["end_date"])
		next := starts[r["customer_id"]+time.Unix(int64(end+1)*86400, 0).UTC().Format(time.DateOnly)]
		switch {
		case end <= lastDay:
			ended++
			if next {
				renewed++
			} else if last := customers[r["customer_id"]].last; last > end {
				t.Fatalf("%v is not renewed, and the customer bought on day %d after %d", r, last, end)
			}
		case end <= lastDay+120:
			soon++
		}
		if r["notice_date"] >= r["end_date"] || r["start_date"] >= r["end_date"] {
			t.Fatalf("%v", r)
		}
	}
	if c := f.truth.Contracts; ended != c.Ended || renewed != c.Renewed || soon != c.EndSoon || c.Terms != int64(len(f.tables["contracts"])) {
		t.Errorf("%d ended, %d renewed, %d end soon; the truth says %+v", ended, renewed, soon, c)
	}
}

func TestManagersHuntOrFarm(t *testing.T) {
	f := need(t, many)
	customers := boughtBy(t, f)
	var hunted, kept, arrived, there int64
	for _, r := range f.tables["customers"] {
		b := customers[r["customer_id"]]
		if b == nil || r["account_manager"] == "" {
			continue
		}
		isHunter := slices.Contains(f.truth.Hunters, r["account_manager"])
		if dayOf(t, r["created_date"]) > 18993 { // within the span
			arrived++
			if isHunter {
				hunted++
			}
		} else {
			there++
			if isHunter {
				kept++
			}
		}
	}
	near(t, "customers who arrive, of hunters", hunted, arrived, 0.80)
	near(t, "customers who were there, of hunters", kept, there, 0.10)
}

func float(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
