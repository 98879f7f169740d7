package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goldenYear is golden12 as of the last day of 2025.
func goldenYear(t *testing.T) string {
	t.Helper()
	db := golden12(t)
	must(t, "set", db, "-q", "as_of", "2025-12-31")
	return db
}

// scoreJSON is what a scheduler reads.
type scoreJSON struct {
	AsOf      string `json:"as_of"`
	Customers int64  `json:"customers"`
	Rows      int64  `json:"rows"`
	Tiers     []struct {
		Tier      string
		Customers int64
		Value     string
	}
	Totals   []struct{ Name, Scores, Ledger string }
	Since    *struct{ New, Changed, Gone int64 }
	Unknown  []string
	Manifest string
	Files    []struct {
		Path  string
		Rows  int64
		Bytes int64
		Of    map[string]string
	}
}

func scoreWith(t *testing.T, args ...string) scoreJSON {
	t.Helper()
	var all []scoreJSON
	if out := must(t, append([]string{"score", "-o", "json"}, args...)...); json.Unmarshal([]byte(out), &all) != nil || len(all) != 1 {
		t.Fatalf("no summary: %s", out)
	}
	return all[0]
}

func TestScore(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := goldenYear(t)
	dir := t.TempDir()
	whole := filepath.Join(dir, "scores.parquet")
	s := scoreWith(t, db, "--out", whole)
	if s.AsOf != "2025-12-31" || s.Customers != 7 || s.Rows != 7 || len(s.Files) != 1 || s.Files[0].Rows != 7 || s.Files[0].Bytes == 0 {
		t.Errorf("the summary is %+v", s)
	}
	if len(s.Tiers) != 4 || s.Tiers[0].Tier != "A" || s.Tiers[0].Customers != 3 || s.Tiers[0].Value != "940.0000" {
		t.Errorf("the tiers are %+v", s.Tiers)
	}
	if len(s.Totals) != 2 || s.Totals[0].Scores != "950.0000" || s.Totals[0].Ledger != "950.0000" || s.Totals[1].Ledger != "2190.0000" {
		t.Errorf("the totals are %+v", s.Totals)
	}
	if o := run(t, "score", db, "--out", whole); o.code != 2 || !strings.Contains(o.stderr, "--force") {
		t.Errorf("a file that exists: exit %d, %q", o.code, o.stderr)
	}
	same := "select count(*) as n from (from scores except all from '" + whole + "')"
	if got := must(t, "query", db, "-o", "csv", "-c", same); got != "n\n0\n" {
		t.Errorf("the file differs from the view: %q", got)
	}
	ids := file(t, "ids.txt", "Core\n\nAcme\nNobody\n")
	few := filepath.Join(dir, "few.csv")
	if s := scoreWith(t, db, "--out", few, "--columns", "tier,churn_kind", "--customers", ids); !slices.Equal(s.Unknown, []string{"Nobody"}) || s.Rows != 2 {
		t.Errorf("of some: %+v", s)
	}
	text, err := os.ReadFile(few)
	if want := "Acme,A,none\nCore,,account\n\ncustomer_id,tier,churn_kind"; err != nil || strings.TrimSpace(sortedLines(string(text))) != strings.TrimSpace(sortedLines(want)) {
		t.Errorf("of some: %q, %v", text, err)
	}
	if got := must(t, "score", db, "--out", "-", "--format", "ndjson", "--columns", "value", "--as-of", "2024-12-31", "-q"); !strings.Contains(got, `{"customer_id":"Core","value":250.0000}`) {
		t.Errorf("as of another day: %s", got)
	}
	must(t, "score", db, "--table", "my_scores", "-q")
	if got := must(t, "query", db, "-o", "csv", "-c", "select count(*) as n, max(as_of) as day from my_scores"); got != "n,day\n7,2025-12-31\n" {
		t.Errorf("the table: %q", got)
	}
	for _, tc := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--table", "my_scores"}, 2, "--force"},
		{[]string{"--table", "landscape", "--force"}, 2, "this program's own"},
		{[]string{"--table", "x", "--out", "x.csv"}, 2, "one place"},
		{[]string{"--out", filepath.Join(dir, "x.scores")}, 2, "does not tell a format"},
		{[]string{"--out", filepath.Join(dir, "x.csv"), "--delta"}, 2, "snapshot"},
		{[]string{"--out", filepath.Join(dir, "x.csv"), "--columns", "teir"}, 2, "teir"},
		{[]string{"--out", filepath.Join(dir, "x.csv"), "--since", "nothing"}, 1, "no such snapshot"},
		{[]string{"--out", filepath.Join(dir, "x.csv"), "--date-order", "dmy"}, 2, "--ledger"},
	} {
		if o := run(t, append([]string{"score", db}, tc.args...)...); o.code != tc.code || !strings.Contains(o.stderr, tc.want) {
			t.Errorf("%v: exit %d, %q", tc.args, o.code, o.stderr)
		}
	}
}

// Files of a folder are together what one file would be, appear at once, and a run that was stopped goes on.
func TestScoreInParts(t *testing.T) {
	db := goldenYear(t)
	dir := t.TempDir()
	folder := filepath.Join(dir, "scores")
	count := func(pattern string) string {
		t.Helper()
		return must(t, "query", db, "-o", "csv", "--no-header", "-c",
			"select count(*), count(distinct customer_id), sum(value), count(distinct tier) from read_parquet('"+pattern+"', hive_partitioning = true)")
	}
	s := scoreWith(t, db, "--out", folder, "--partition-by", "tier")
	if len(s.Files) != 4 || s.Manifest != filepath.Join(folder, "manifest.json") {
		t.Errorf("by tier: %+v", s)
	}
	if got := count(filepath.Join(folder, "*", "*.parquet")); got != "7,7,950.0000,3\n" {
		t.Errorf("by tier the files hold %s", got)
	}
	if o := run(t, "score", db, "--out", folder, "--rows-per-file", "3"); o.code != 2 || !strings.Contains(o.stderr, "--force") {
		t.Errorf("a folder that exists: exit %d, %q", o.code, o.stderr)
	}
	s = scoreWith(t, db, "--out", folder, "--rows-per-file", "3", "--force")
	if len(s.Files) != 3 || s.Files[2].Rows != 1 {
		t.Errorf("by rows: %+v", s.Files)
	}
	if got := count(filepath.Join(folder, "*.parquet")); got != "7,7,950.0000,3\n" {
		t.Errorf("by rows the files hold %s", got)
	}
	// a run that was stopped after two files: the third is written, the first two stay as they are
	partial := filepath.Join(dir, ".scores.partial")
	if err := os.Rename(folder, partial); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(partial, "scores-00003.parquet")); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(filepath.Join(partial, "scores-00001.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	scoreWith(t, db, "--out", folder, "--rows-per-file", "3")
	after, err := os.Stat(filepath.Join(folder, "scores-00001.parquet"))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("a finished file was written again: %v", err)
	}
	if got := count(filepath.Join(folder, "*.parquet")); got != "7,7,950.0000,3\n" {
		t.Errorf("after going on the files hold %s", got)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("beside the folder stand %v, %v", left, err)
	}
}

// A ledger in files is scored by itself, and the database made for it is gone.
func TestScoreLedger(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	temp := t.TempDir()
	out := filepath.Join(t.TempDir(), "scores.csv")
	lines := filepath.Join("..", "..", "..", "..", "testdata", "golden12", "invoice_lines.csv")
	s := scoreWith(t, "--ledger", lines, "--out", out, "--temp-dir", temp, "--as-of", "2025-12-31", "--columns", "value")
	if s.Rows != 7 || s.Totals[0].Scores != "950.0000" {
		t.Errorf("the summary is %+v", s)
	}
	broken := file(t, "broken.csv", "invoice_id,customer_id,invoice_date,net_amount\n1,Ada,2025-01-10,many\n")
	if o := run(t, "score", "--ledger", broken, "--out", out, "--force", "--temp-dir", temp); o.code != 3 || !strings.Contains(o.stderr, "many") {
		t.Errorf("a damaged ledger: exit %d, %q", o.code, o.stderr)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("in the folder for temporary files stand %v, %v", left, err)
	}
}

func TestScoreSince(t *testing.T) {
	db := goldenYear(t)
	must(t, "snapshot", db, "-q", "before")
	must(t, "load", db, "-q", file(t, "late.csv", "invoice_id,customer_id,invoice_date,net_amount\nI99,Dune,2025-10-16,600\n"))
	out := filepath.Join(t.TempDir(), "delta.csv")
	s := scoreWith(t, db, "--out", out, "--since", "before", "--delta", "--columns", "value")
	if s.Since == nil || s.Since.Changed != 1 || s.Since.New != 0 || s.Since.Gone != 0 || s.Rows != 1 {
		t.Errorf("the summary is %+v", s)
	}
	if text, err := os.ReadFile(out); err != nil || string(text) != "customer_id,change,value\nDune,changed,660.0000\n" {
		t.Errorf("the difference is %q, %v", text, err)
	}
}
