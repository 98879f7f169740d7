package ledgergen_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"io"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

func newLedger(t testing.TB, cfg ledgergen.Config) *ledgergen.Ledger {
	t.Helper()
	l, err := ledgergen.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func linesOf(t *testing.T, cfg ledgergen.Config) ([]byte, ledgergen.Manifest) {
	t.Helper()
	var out bytes.Buffer
	m, err := newLedger(t, cfg).WriteLines(&out)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), m
}

func TestSeed(t *testing.T) {
	first, _ := linesOf(t, ledgergen.Config{Lines: 20_000})
	again, _ := linesOf(t, ledgergen.Config{Lines: 20_000, Seed: 1})
	other, _ := linesOf(t, ledgergen.Config{Lines: 20_000, Seed: 2})
	if !bytes.Equal(first, again) {
		t.Error("the same seed gave two ledgers")
	}
	if bytes.Equal(first, other) {
		t.Error("two seeds gave one ledger")
	}
	l := newLedger(t, ledgergen.Config{Lines: 20_000})
	for range 2 { // a stream must leave the ledger as it was
		var out bytes.Buffer
		if _, err := l.WriteLines(&out); err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(out.Bytes()) != sha256.Sum256(first) {
			t.Error("a second stream of one ledger differs")
		}
	}
}

// cents reads an amount with two decimals exactly.
func cents(t *testing.T, text string) int64 {
	t.Helper()
	whole, rest, ok := strings.Cut(text, ".")
	v, good := new(big.Int).SetString(whole+rest, 10)
	if !ok || !good || len(rest) != 2 {
		t.Fatalf("%q is no amount with two decimals", text)
	}
	return v.Int64()
}

func TestManifestEqualsFiles(t *testing.T) {
	dir := t.TempDir()
	l := newLedger(t, ledgergen.Config{})
	want, err := l.WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := ledgergen.Manifest{Seed: 1, Rows: want.Rows}
	documents, customers := map[string]string{}, map[string]bool{}
	rows := readCSV(t, filepath.Join(dir, ledgergen.LinesFile))
	if header := strings.Join(rows[0], ",") + "\n"; header != ledgergen.LinesHeader {
		t.Fatalf("header is %q", header)
	}
	for _, row := range rows[1:] {
		id, customer, date, kind, cost := row[1], row[3], row[4], row[5], row[9]
		got.Lines++
		got.NetCents += cents(t, row[8])
		documents[id] = kind
		if customer == "" {
			got.Unassigned++
		} else {
			customers[customer] = true
		}
		if kind == "credit_note" {
			got.CreditLines++
		}
		if row[11] != "" {
			got.LinkedLines++
			if documents[row[11]] != "invoice" {
				t.Errorf("%s reverses %s, which is no earlier invoice", id, row[11])
			}
		}
		if cost == "" {
			got.Uncosted++
		} else {
			got.CostCents += cents(t, cost)
		}
		if got.FirstDate == "" {
			got.FirstDate = date
		}
		if date < got.LastDate {
			t.Fatalf("%s of %s stands behind %s", id, date, got.LastDate)
		}
		got.LastDate = date
	}
	for _, kind := range documents {
		switch kind {
		case "invoice":
			got.Invoices++
		case "credit_note":
			got.CreditNotes++
		case "adjustment":
			got.Adjustments++
		}
	}
	got.Customers = int64(len(customers))
	got.OnFile = int64(len(readCSV(t, filepath.Join(dir, ledgergen.CustomersFile))) - 1)
	got.Products = int64(len(readCSV(t, filepath.Join(dir, ledgergen.ProductsFile))) - 1)
	if got != want {
		t.Errorf("the files hold\n%+v, the manifest says\n%+v", got, want)
	}
	if off := math.Abs(float64(want.Lines)/200_000 - 1); off > 0.03 {
		t.Errorf("%d lines, aimed at 200000", want.Lines)
	}
	if want.FirstDate < "2022-01-01" || want.LastDate > "2025-12-31" {
		t.Errorf("lines from %s to %s", want.FirstDate, want.LastDate)
	}
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	rows, err := csvOf(path)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func csvOf(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(f).ReadAll()
}

func TestKeysAreOnFile(t *testing.T) {
	dir := t.TempDir()
	l := newLedger(t, ledgergen.Config{Lines: 50_000})
	if _, err := l.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	onFile := func(name string) map[string][]string {
		keys := map[string][]string{}
		for _, row := range readCSV(t, filepath.Join(dir, name))[1:] {
			if keys[row[0]] != nil {
				t.Errorf("%s names %s twice", name, row[0])
			}
			keys[row[0]] = row
		}
		return keys
	}
	customers, products := onFile(ledgergen.CustomersFile), onFile(ledgergen.ProductsFile)
	generic := 0
	for id, row := range customers {
		if row[2] != "" && customers[row[2]] == nil {
			t.Errorf("parent %s of %s is not on file", row[2], id)
		}
		if row[9] == "true" {
			generic++
		}
	}
	if generic != 1 {
		t.Errorf("%d generic accounts", generic)
	}
	for _, row := range readCSV(t, filepath.Join(dir, ledgergen.LinesFile))[1:] {
		if row[3] != "" && customers[row[3]] == nil {
			t.Fatalf("customer %s is not on file", row[3])
		}
		if row[6] != "" && products[row[6]] == nil {
			t.Fatalf("product %s is not on file", row[6])
		}
	}
}

func TestValidateNamesEveryFault(t *testing.T) {
	_, err := ledgergen.New(ledgergen.Config{
		Lines: 1, Customers: 1, Products: 1, Source: "a,b",
		From: time.Date(2022, 1, 1, 12, 0, 0, 0, time.UTC), To: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"Lines", "Customers", "Products", "Source", "From", "span"} {
		if !strings.Contains(err.Error(), field) {
			t.Errorf("%v does not name %s", err, field)
		}
	}
}

func BenchmarkWriteLines(b *testing.B) {
	l := newLedger(b, ledgergen.Config{Lines: 500_000})
	var lines int64
	for b.Loop() {
		m, err := l.WriteLines(io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		lines += m.Lines
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
