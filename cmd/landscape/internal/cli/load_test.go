package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// smallLedger has five lines of two customers, one without a customer and one credit note: 130.50 in all.
const smallLedger = `source,invoice_id,line_no,customer_id,invoice_date,doc_type,product_id,quantity,net_amount,cost_amount
shop,I1,1,Acme,2024-03-01,invoice,X,2,100.00,60.00
shop,I1,2,Acme,2024-03-01,invoice,Y,1,20.50,10.00
shop,I2,1,Bolt,2025-01-15,invoice,X,1,50.00,30.00
shop,C1,1,Acme,2025-02-01,credit_note,X,-1,-50.00,-30.00
shop,I3,1,,2025-03-01,invoice,X,1,10.00,6.00
`

func TestLoadTellsWhatItDid(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	dir := t.TempDir()
	db, csv, summary := filepath.Join(dir, "shop.duckdb"), filepath.Join(dir, "ledger.csv"), filepath.Join(dir, "summary.json")
	if err := os.WriteFile(csv, []byte(smallLedger), 0o644); err != nil {
		t.Fatal(err)
	}
	o := run(t, "load", db, csv, "--summary", summary)
	if o.code != 0 || o.stdout != "" {
		t.Fatalf("exit %d, standard output %q\n%s", o.code, o.stdout, o.stderr)
	}
	for _, part := range []string{"load 1: 5 rows into invoice_lines from ledger.csv", "net amount", "130.50", "2024-03-01 to 2025-03-01"} {
		if !strings.Contains(o.stderr, part) {
			t.Errorf("standard error lacks %q:\n%s", part, o.stderr)
		}
	}
	var written struct {
		Rows   int64
		Totals struct {
			Lines      int64
			NetAmount  string `json:"net_amount"`
			Unassigned int64
		}
	}
	text, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &written); err != nil || written.Rows != 5 || written.Totals.NetAmount != "130.5000" || written.Totals.Unassigned != 1 {
		t.Errorf("%v: %s", err, text)
	}
	o = run(t, "load", db, csv, "--json")
	if o.code != 0 || !strings.Contains(o.stderr, "loaded already, as load 1") || !json.Valid([]byte(o.stdout)) {
		t.Errorf("the same file again: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	if o := run(t, "load", db, csv, "-q"); o.stdout+o.stderr != "" {
		t.Errorf("--quiet says %q", o.stdout+o.stderr)
	}
	if got := must(t, "loads", db, "-o", "csv"); strings.Count(got, "\n") != 2 || !strings.Contains(got, ",130.5000,") {
		t.Errorf("loads:\n%s", got)
	}
	must(t, "refresh", db, "--full")
	if o := run(t, "unload", db, "1"); o.code != 0 || !strings.Contains(o.stderr, "load 1 taken back") {
		t.Errorf("unload: exit %d, %s", o.code, o.stderr)
	}
	if got := must(t, "query", db, "-c", "select count(*) as n from invoice_lines"); got != "n\n0\n" {
		t.Errorf("lines after unload: %q", got)
	}
	if o := run(t, "unload", db, "7"); o.code != 1 {
		t.Errorf("unload of a load that is not there: exit %d, %s", o.code, o.stderr)
	}
}

func TestLoadFromStandardInput(t *testing.T) {
	db := filepath.Join(t.TempDir(), "shop.duckdb")
	if o := runWith(t, nil, smallLedger, "load", db, "-"); o.code != 0 {
		t.Fatalf("exit %d: %s", o.code, o.stderr)
	}
	if got := must(t, "query", db, "-c", "select sum(net_amount)::decimal(9,2) as net from invoice_lines"); got != "net\n130.50\n" {
		t.Errorf("net: %q", got)
	}
}

func TestLoadDryRunAndExplain(t *testing.T) {
	db, csv := empty(t), file(t, "ledger.csv", smallLedger)
	if o := run(t, "load", db, csv, "--dry-run"); o.code != 0 || !strings.Contains(o.stderr, "dry run, nothing was kept: 5 rows") {
		t.Errorf("dry run: exit %d, %s", o.code, o.stderr)
	}
	if got := must(t, "query", db, "-c", "select count(*) as n from invoice_lines"); got != "n\n0\n" {
		t.Errorf("lines after a dry run: %q", got)
	}
	for _, env := range [][]string{{"LANDSCAPE_DB="}, nil} {
		o := runWith(t, env, "", "load", "--explain", csv)
		for _, part := range []string{"profile canonical into invoice_lines", "customer_id", "2024-03-01"} {
			if !strings.Contains(o.stdout, part) {
				t.Errorf("explain lacks %q:\n%s%s", part, o.stdout, o.stderr)
			}
		}
	}
	if o := run(t, "load", "--explain", csv, "--json"); !json.Valid([]byte(o.stdout)) {
		t.Errorf("explain --json: %s", o.stdout)
	}
}

func TestLoadRejects(t *testing.T) {
	dir := t.TempDir()
	db, rejects, summary := filepath.Join(dir, "shop.duckdb"), filepath.Join(dir, "rejects.csv"), filepath.Join(dir, "summary.json")
	bad := file(t, "bad-amount.csv", strings.Replace(smallLedger, "50.00,30.00\n", "5o.00,30.00\n", 1))
	o := run(t, "load", db, bad, "--rejects", rejects, "--summary", summary)
	if o.code != 3 || !strings.Contains(o.stderr, "line 4") || !strings.Contains(o.stderr, "net_amount") || !strings.Contains(o.stderr, "5o.00") {
		t.Fatalf("exit %d: %s", o.code, o.stderr)
	}
	for path, part := range map[string]string{rejects: ",4,net_amount,5o.00,", summary: `"kind": "rejected"`} {
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), part) {
			t.Errorf("%s lacks %q: %v\n%s", path, part, err, text)
		}
	}
	if o := run(t, "load", db, bad, "--max-rejects", "1"); o.code != 0 || !strings.Contains(o.stderr, "1 row could not be read") {
		t.Errorf("--max-rejects 1: exit %d: %s", o.code, o.stderr)
	}
	if got := must(t, "query", db, "-c", "select count(*) as n from invoice_lines"); got != "n\n4\n" {
		t.Errorf("lines: %q", got)
	}
}

// A table beside the ledger refuses words, numbers and keys that it does not know, names each place, and takes the rest when asked to.
func TestLoadRejectsOfOtherTables(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	dir := t.TempDir()
	db, rejects := filepath.Join(dir, "shop.duckdb"), filepath.Join(dir, "rejects.csv")
	touches := file(t, "touches.csv", "touch_id,customer_id,touched_at,class,minutes\nT1,Nobody,2025-01-02,personal,5\nT2,,2025-01-03,phone,5\nT1,,2025-01-04,bulk,\n")
	o := run(t, "load", db, touches, "--into", "touches", "--rejects", rejects)
	for _, part := range []string{"line 3", "class", "not one of personal, bulk and automated", "phone", "line 4", "touch_id", "in line 2"} {
		if o.code != 3 || !strings.Contains(o.stderr, part) {
			t.Errorf("exit %d, standard error lacks %q: %s", o.code, part, o.stderr)
		}
	}
	if text, err := os.ReadFile(rejects); err != nil || !strings.Contains(string(text), ",3,class,phone,") {
		t.Errorf("%v: %s", err, text)
	}
	must(t, "load", db, touches, "--into", "touches", "--max-rejects", "2")
	got := must(t, "query", db, "-c", "select (select count(*) from touches) as n, severity, count, sample from ledger_audit where \"check\" = 'unknown customer'")
	if got != "n,severity,count,sample\n1,warning,1,touches names Nobody\n" {
		t.Errorf("%s", got)
	}
}

func TestLoadMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	csv := file(t, "ledger.csv", smallLedger)
	for _, tc := range []struct {
		name   string
		args   []string
		code   int
		stderr string
	}{
		{"no file", []string{"load", "shop.duckdb"}, 2, "which files?"},
		{"only a file", []string{"load", csv}, 2, ""},
		{"wrong overlap", []string{"load", "shop.duckdb", csv, "--on-overlap", "replce"}, 2, "try: replace"},
		{"unknown profile", []string{"load", filepath.Join(t.TempDir(), "a.duckdb"), csv, "--profile", "nope"}, 2, "nope"},
		{"unknown table", []string{"load", filepath.Join(t.TempDir(), "b.duckdb"), csv, "--into", "customrs"}, 2, "customrs"},
		{"missing file", []string{"load", filepath.Join(t.TempDir(), "c.duckdb"), "nowhere.csv"}, 1, "nowhere.csv"},
		{"a file in place of the database", []string{"load", csv, csv}, 4, "landscape load"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := runWith(t, []string{"LANDSCAPE_DB="}, "", tc.args...)
			if o.code != tc.code || !strings.Contains(o.stderr, tc.stderr) {
				t.Errorf("exit %d, want %d: %s", o.code, tc.code, o.stderr)
			}
		})
	}
}

// TestLoadKilled kills a load with SIGKILL at several moments and finds the ledger as it was each time, ready for the next load.
func TestLoadKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and loads a large file; make test-all runs it")
	}
	db := filepath.Join(t.TempDir(), "shop.duckdb")
	must(t, "load", db, file(t, "ledger.csv", smallLedger), "-q")
	const figures = "select count(*) as lines, sum(net_amount) as net from invoice_lines union all by name select count(*), sum(net) from landscape_base.customer_days"
	before := must(t, "query", db, "-c", figures)
	large := filepath.Join(t.TempDir(), "large.csv")
	writeLarge(t, large, 1_000_000)
	for _, moment := range []time.Duration{50 * time.Millisecond, 400 * time.Millisecond, time.Second} {
		cmd := command(t, nil, "load", db, large, "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("the load was done before %s", moment)
			must(t, "unload", db, strings.TrimSpace(must(t, "query", db, "--no-header", "-c", "select max(load_id) from loads")))
		case <-time.After(moment):
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-ended
		}
		if got := must(t, "query", db, "-c", figures); got != before {
			t.Errorf("killed after %s the ledger is\n%s, before it was\n%s", moment, got, before)
		}
	}
	must(t, "refresh", db, "--full")
	if got := must(t, "query", db, "-c", figures); got != before {
		t.Errorf("a full refresh changes the ledger to\n%s, before it was\n%s", got, before)
	}
	must(t, "unload", db, "1")
}

func writeLarge(t *testing.T, path string, lines int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	b.WriteString("source,invoice_id,line_no,customer_id,invoice_date,doc_type,product_id,quantity,net_amount,cost_amount\n")
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range lines {
		fmt.Fprintf(&b, "big,B%d,1,C%d,%s,invoice,X,1,%d.50,1.00\n", i, i%5000, day.AddDate(0, 0, i%1500).Format(time.DateOnly), i%900)
		if b.Len() > 1<<20 || i == lines-1 {
			if _, err := f.WriteString(b.String()); err != nil {
				t.Fatal(err)
			}
			b.Reset()
		}
	}
}
