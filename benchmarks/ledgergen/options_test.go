package ledgergen_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// untidy is a ledger with everything that can be asked for but the model.
var untidy = ledgergen.Config{Lines: 60_000, Merged: true, Currencies: true, Corrections: true, Seasons: true, Delivery: true}

// The same seed gives the same bytes on any number of threads, in every format and with everything that can be asked for.
func TestSameBytesOnAnyThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cfg := range []ledgergen.Config{{Lines: 30_000}, untidy, {Lines: 30_000, Customers: 3000, Modelled: true}} {
		for _, f := range []ledgergen.Format{ledgergen.CSV, ledgergen.Parquet, ledgergen.Arrow} {
			var first []byte
			for _, threads := range []int{1, 2, 5} {
				runtime.GOMAXPROCS(threads)
				var out bytes.Buffer
				if _, err := newLedger(t, cfg).WriteLinesIn(f, &out); err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = out.Bytes()
				} else if !bytes.Equal(first, out.Bytes()) {
					t.Errorf("%+v as %s: %d threads write other bytes than one", cfg, f, threads)
				}
			}
		}
	}
}

// Amounts abroad times their rates are the manifest to the cent, and are whole units.
func TestCurrenciesReconcile(t *testing.T) {
	dir := t.TempDir()
	want, err := newLedger(t, untidy).WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	rates := map[string]int64{}
	moved := map[string]bool{}
	for _, r := range readCSV(t, filepath.Join(dir, ledgergen.FxFile))[1:] {
		rates[r[0]+r[1]] = cents(t, r[2])
		moved[r[0]+r[2]] = true
	}
	if len(rates) != 4*1461 || len(moved) < 4*5 {
		t.Errorf("%d rates, %d different ones", len(rates), len(moved))
	}
	var net, cost, foreign int64
	inBase := func(r []string, column int) int64 {
		amount := cents(t, r[column])
		if r[10] == "EUR" {
			return amount
		}
		rate, ok := rates[r[10]+r[4]]
		if !ok || amount%100 != 0 {
			t.Fatalf("%v: rate %d", r, rate)
		}
		return amount / 100 * rate
	}
	codes := map[string]string{}
	for _, r := range readCSV(t, filepath.Join(dir, ledgergen.LinesFile))[1:] {
		net += inBase(r, 8)
		if r[9] != "" {
			cost += inBase(r, 9)
		}
		if r[10] != "EUR" {
			foreign++
			if before := codes[r[3]]; before != "" && before != r[10] {
				t.Fatalf("%s is invoiced in %s and %s", r[3], before, r[10])
			}
			codes[r[3]] = r[10]
		}
	}
	if net != want.NetCents || cost != want.CostCents || foreign != want.Foreign {
		t.Errorf("%d, %d cents and %d lines abroad; the manifest says %+v", net, cost, foreign, want)
	}
	if share := float64(foreign) / float64(want.Lines); share < 0.04 || share > 0.25 {
		t.Errorf("%.3f of the lines are abroad", share)
	}
}

// Some lines are booked months after the day that they are dated on, and some invoices are credited after a year.
func TestCorrectionsComeLate(t *testing.T) {
	days := map[int64]int32{} // of invoices
	var latest int32
	backdated, late := 0, 0
	s := newLedger(t, untidy).Lines()
	for s.Next() {
		for _, line := range s.Day() {
			switch {
			case line.Type == ledgergen.Invoice:
				days[line.Document] = line.Day
			case line.Day < latest:
				if backdated++; line.Type != ledgergen.Adjustment || line.Net >= 0 || latest-line.Day < 30 {
					t.Fatalf("%+v is booked on day %d or later", line, latest)
				}
			case line.Reverses > 0 && line.Day-days[line.Reverses] >= 365:
				late++
			}
			latest = max(latest, line.Day)
		}
	}
	m := s.Manifest()
	if int64(backdated) != m.Backdated || backdated < 20 || late < 10 {
		t.Errorf("%d lines are dated back and %d invoices credited after a year; the manifest says %+v", backdated, late, m)
	}
	if m.LastDate < "2025-12-30" || m.FirstDate > "2022-01-03" {
		t.Errorf("from %s to %s", m.FirstDate, m.LastDate)
	}
}

// A product with a season sells most of its year within four months; without seasons none does.
func TestProductsHaveSeasons(t *testing.T) {
	seasonal := func(cfg ledgergen.Config) (n int) {
		var sold [400][12]int
		s := newLedger(t, cfg).Lines()
		for s.Next() {
			for _, line := range s.Day() {
				if line.Product >= 0 && line.Type == ledgergen.Invoice {
					sold[line.Product][time.Unix(int64(line.Day)*86400, 0).UTC().Month()-1]++
				}
			}
		}
		for _, months := range sold {
			total, best := 0, 0
			for first := range months {
				four := 0
				for i := range 4 {
					four += months[(first+i)%12]
				}
				best = max(best, four)
				total += months[first]
			}
			if total > 200 && 100*best > 60*total {
				n++
			}
		}
		return n
	}
	with, without := seasonal(ledgergen.Config{Seasons: true, Products: 400}), seasonal(ledgergen.Config{Products: 400})
	if with < 15 || without > 3 {
		t.Errorf("%d products with a season where there are some, %d where there are none", with, without)
	}
}

// The truth of a modelled ledger counts who is gone, and states the parameters; the lines are as many as wanted.
func TestModelledLedger(t *testing.T) {
	dir := t.TempDir()
	m, err := newLedger(t, ledgergen.Config{Lines: 60_000, Customers: 5000, Modelled: true}).WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	var truth ledgergen.Truth
	text, err := os.ReadFile(filepath.Join(dir, ledgergen.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	model := truth.Model
	if model == nil || model.R != 0.9 || model.A != 0.8 || model.B != 2.5 || model.Alpha < 1 || model.Alive+model.Gone != m.Customers-1 || model.Gone != truth.Lost.Customers {
		t.Errorf("%+v of %+v", model, m)
	}
	if share := float64(m.Lines) / 60_000; share < 0.93 || share > 1.07 {
		t.Errorf("%d lines", m.Lines)
	}
	// nobody buys twice a day, and who has left stays away
	last, gone := map[int32]int32{}, map[int32]bool{}
	var departures int64
	s := newLedger(t, ledgergen.Config{Lines: 60_000, Customers: 5000, Modelled: true}).Lines()
	for s.Next() {
		for _, line := range s.Day() {
			if line.Type != ledgergen.Invoice || line.No != 1 || line.Customer <= 0 {
				continue
			}
			if last[line.Customer] == line.Day || gone[line.Customer] {
				t.Fatalf("%+v comes after day %d", line, last[line.Customer])
			}
			last[line.Customer] = line.Day
			if line.Leaves {
				gone[line.Customer] = true
				departures++
			}
		}
	}
	if departures != model.Gone {
		t.Errorf("%d customers left, the truth says %d", departures, model.Gone)
	}
}
