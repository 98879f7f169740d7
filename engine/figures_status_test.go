package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The start of the ledger is a wall: who bought soon after it may have bought before. How soon is soon follows from the customer's own
// gaps. The ledger counts as complete from 2022-01-01.
func TestLeftCensored(t *testing.T) {
	buy := func(customer string, days ...string) []Line {
		var lines []Line
		for _, day := range days {
			lines = append(lines, Line{InvoiceID: customer + day, LineNo: 1, CustomerID: customer, Date: ParseDay(day), DocType: Invoice, Net: One})
		}
		return lines
	}
	var l Ledger
	// first orders 250 days after the start: 2022-09-08
	l.Lines = append(l.Lines, buy("slow", "2022-09-08", "2023-07-05", "2024-04-30", "2025-02-24")...) // gaps of 300 days
	l.Lines = append(l.Lines, buy("once", "2022-09-08")...)
	l.Lines = append(l.Lines, buy("near", "2022-06-30")...) // 180 days
	l.Lines = append(l.Lines, buy("next", "2022-07-01")...) // 181 days
	l.Lines = append(l.Lines, buy("told", "2022-02-01")...)
	l.Customers = []Customer{{ID: "told", FirstOrder: ParseDay("2022-02-01")}}
	e := Open(t)
	Fill(t, e, l)
	s := Session(t, e)
	for name, value := range map[string]string{"as_of": "2025-12-31", "ledger_complete_from": "2022-01-01"} {
		if err := s.Set(context.Background(), name, value); err != nil {
			t.Fatal(err)
		}
	}
	censored := func() string {
		var out []string
		for _, r := range Query(t, s, "select customer_id from customer_status where left_censored order by customer_id") {
			out = append(out, r["customer_id"].(string))
		}
		return strings.Join(out, " ")
	}
	if got := censored(); got != "near slow" {
		t.Errorf("by the own gap: got %q, want near and slow, whose usual gap of 300 days reaches further than 250", got)
	}
	if err := s.Set(context.Background(), "left_censor_days", "240"); err != nil {
		t.Fatal(err)
	}
	if got := censored(); got != "near next" {
		t.Errorf("within 240 days: got %q, want near and next", got)
	}
	gaps := Query(t, s, "select customer_id, gaps, round(typical_gap, 6) as gap from landscape_base.typical_gaps()")
	want := []Record{{"customer_id": "slow", "gaps": int64(3), "gap": 300.0}}
	for _, line := range Diff(want, gaps, []string{"customer_id"}, []string{"gaps", "gap"}) {
		t.Error(line)
	}
}

// Histories ask for the gaps only where first and last days leave a doubt, and must say the same as the status, which always asks.
func TestLeftCensoredInHistories(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	var l Ledger
	for c := range 300 {
		day := ParseDay("2020-01-01") + Day(150+random.IntN(300))
		for pace := 20 + random.IntN(400); day < ParseDay("2025-12-31"); day += Day(1 + pace/2 + random.IntN(pace)) {
			id := fmt.Sprintf("C%03d", c)
			l.Lines = append(l.Lines, Line{InvoiceID: id + day.String(), LineNo: 1, CustomerID: id, Date: day, DocType: Invoice, Net: One})
		}
	}
	e := Open(t)
	Fill(t, e, l)
	s := Session(t, e)
	for _, from := range []string{"2019-06-01", "2019-12-01", "2020-01-01"} {
		if err := s.Set(context.Background(), "ledger_complete_from", from); err != nil {
			t.Fatal(err)
		}
		want := Query(t, s, "select customer_id, left_censored from customer_status")
		got := Query(t, s, "select customer_id, left_censored from landscape_base.purchase_histories()")
		for _, line := range Diff(want, got, []string{"customer_id"}, []string{"left_censored"}) {
			t.Error(from, line)
		}
		own := Query(t, s, "select h.customer_id from landscape_base.purchase_histories() as h where h.left_censored and h.first_event - date '"+from+"' > 180")
		if from == "2020-01-01" && len(own) == 0 {
			t.Error("no customer is left-censored by its own gap, which this ledger is made for")
		}
	}
}

// A prospect has a row until it is converted, and none beside the row of the customer that it is.
func TestProspectRows(t *testing.T) {
	e := Open(t)
	Fill(t, e, Ledger{Lines: []Line{{InvoiceID: "I", LineNo: 1, CustomerID: "a", Date: ParseDay("2025-03-01"), DocType: Invoice, Net: One}}})
	s := Session(t, e)
	for _, statement := range []string{
		`insert into prospects (prospect_id, customer_id, created_date, converted_date) values ('open', null, '2025-01-01', null),
			('converted', 'a', '2025-01-01', '2025-03-01'), ('is a customer', 'a', '2025-01-01', null), ('later', null, '2026-01-01', null),
			('to be converted', 'b', '2025-01-01', '2026-02-01')`,
		`insert into opportunities (opportunity_id, amount, currency, outcome, closed_date) values ('won', 90, null, 'won', '2025-02-01'),
			('lost', 10, null, 'lost', '2025-02-01'), ('no rate', 1000, 'XAU', 'won', '2025-02-01'), ('open', 5, null, 'open', null)`,
	} {
		if _, err := s.Exec(context.Background(), statement, nil); err != nil {
			t.Fatal(err)
		}
	}
	AsOf(t, s, "2025-12-31")
	got := Query(t, s, "select customer_id, status, basis from customer_status where kind = 'prospect'")
	want := []Record{
		{"customer_id": "open", "status": "prospect", "basis": "prospects"},
		{"customer_id": "to be converted", "status": "prospect", "basis": "prospects"},
	}
	for _, line := range Diff(want, got, []string{"customer_id"}, []string{"status", "basis"}) {
		t.Error(line)
	}
	// 4 leads created and 1 converted in 2025; 2 of 3 closed opportunities won, worth 90 since the one in gold has no rate
	got = Query(t, s, `select period, existing_customers, prospects, leads_created, leads_converted, win_rate, value_per_lead
		from landscape_summary where period = 0`)
	want = []Record{{"period": int64(0), "existing_customers": int64(1), "prospects": int64(2), "leads_created": int64(4),
		"leads_converted": int64(1), "win_rate": "2/3", "value_per_lead": "22.5"}}
	columns := []string{"existing_customers", "prospects", "leads_created", "leads_converted", "win_rate", "value_per_lead"}
	for _, line := range Diff(want, got, []string{"period"}, columns) {
		t.Error(line)
	}
}

// Faulty arguments are told by name.
func TestFigureArguments(t *testing.T) {
	e := Open(t)
	Fill(t, e, Random(0))
	s := Session(t, e)
	refuses := func(sql, want string) {
		result, err := s.Query(context.Background(), sql, nil)
		if err == nil {
			for result.Next() {
			}
			err = result.Err()
			result.Release()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error that names %s", sql, err, want)
		}
	}
	for sql, want := range map[string]string{
		"from tier_floors(floor_quantile := 2)":           "argument floor_quantile",
		"from landscape(cuts := [0.9, 0.8])":              "setting tier_cuts",
		"from landscape_summary(labels := ['A', 'B'])":    "setting tier_labels",
		"from tier_migration(measure := 'turnover')":      "setting measure",
		"from pareto_test(period_kind := 'lunar')":        "setting period_kind",
		"from pareto_curve(level := 'planet')":            "setting level",
		"from customer_status(level := 'planet')":         "setting level",
		"from band_8020(months := 12, level := 'planet')": "setting level",
		"from landscape_summary(period_months := 0)":      "setting period_months",
	} {
		refuses(sql, want)
	}
	// a word that no figure knows would otherwise match no credit note at all, silently
	if _, err := s.Exec(context.Background(), "set variable landscape_credit_match = 'always'", nil); err != nil {
		t.Fatal(err)
	}
	refuses("from pareto_rank", "setting credit_match")
}
