package benchmarks_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// A fit to a ledger whose customers were drawn from MBG/NBD finds what they were drawn from, in spite of credit notes, merged and generic
// accounts, other currencies and corrections, and about as many customers alive as there are.
func TestFitFindsTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l, err := ledgergen.New(ledgergen.Config{Lines: 120_000, Customers: 10_000, Modelled: true, Merged: true, Currencies: true, Corrections: true, Seasons: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	m, err := l.WriteFilesIn(ledgergen.Parquet, dir)
	if err != nil {
		t.Fatal(err)
	}
	var truth ledgergen.Truth
	text, err := os.ReadFile(filepath.Join(dir, ledgergen.TruthFile))
	if err == nil {
		err = json.Unmarshal(text, &truth)
	}
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(t.Context(), engine.Options{Path: filepath.Join(dir, "shop.landscape"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.SetSetting(t.Context(), "base_currency", "EUR"); err != nil {
		t.Fatal(err)
	}
	for _, load := range []struct{ file, into string }{{ledgergen.CustomersFile, "customers"}, {ledgergen.AliasesFile, "customer_aliases"}, {ledgergen.FxFile, "fx_rates"},
		{ledgergen.LinesFileIn(ledgergen.Parquet), "invoice_lines"}} {
		if _, err := e.Load(t.Context(), engine.LoadOptions{Paths: []string{filepath.Join(dir, load.file)}, Into: load.into}); err != nil {
			t.Fatal(err)
		}
	}
	fit, err := e.Fit(t.Context(), engine.FitOptions{Model: "mbg", LeftCensored: "include"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"r": truth.Model.R, "alpha": truth.Model.Alpha, "a": truth.Model.A, "b": truth.Model.B}
	for _, p := range fit.Parameters {
		real, ok := want[p.Name]
		if !ok {
			continue // of the spend, which is of no model here
		}
		delete(want, p.Name)
		if p.StandardError == nil {
			t.Fatalf("%s has no standard error: %s", p.Name, fit.Reason)
		}
		off := math.Log(p.Value/real) / (*p.StandardError / p.Value)
		t.Logf("%s is %.4g (%.2g), the truth is %.4g: %.2f standard errors", p.Name, p.Value, *p.StandardError, real, off)
		if !(math.Abs(off) <= 3.3) {
			t.Errorf("%s lies %.1f standard errors from the truth", p.Name, off)
		}
	}
	if len(want) > 0 {
		t.Errorf("the fit lacks %v", want)
	}
	s, err := e.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	result, err := s.Query(t.Context(), `select (select sum(net)::decimal(38, 2)::varchar from landscape_base.customer_days) as net,
		(select sum(v.p_alive) from ltv as v)::decimal(18, 2)::varchar as alive`, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Release()
	if !result.Next() {
		t.Fatal(result.Err())
	}
	net, alive := result.Batch().Column(0).ValueStr(0), result.Batch().Column(1).ValueStr(0)
	if want := fmt.Sprintf("%d.%02d", m.NetCents/100, m.NetCents%100); net != want {
		t.Errorf("the ledger is worth %s EUR, the manifest says %s", net, want)
	}
	t.Logf("%s customers are expected to be alive, %d are", alive, truth.Model.Alive)
}
