package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// golden12 returns a database with the twelve lines of testdata/golden12.
func golden12(t *testing.T) string {
	t.Helper()
	db := empty(t)
	must(t, "load", db, filepath.Join("..", "..", "..", "..", "testdata", "golden12", "invoice_lines.csv"))
	return db
}

func TestReport(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := golden12(t)
	if got, want := must(t, "report", "lost_customers", db), "customer_id,name,value_before,last_order,days_since_last,orders,share_of_loss\nCore,,250.0000,2024-11-30,366,1,1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := must(t, "report", "tier_overview", db, "measure=profit", "-o", "json"); !strings.Contains(got, `"tier":"A"`) {
		t.Errorf("json: %s", got)
	}
	earlier := must(t, "report", "top_customers", db, "--as-of", "2024-12-31", "n=1")
	if !strings.Contains(earlier, "1,Acme,,A,") || earlier != must(t, "report", "top_customers", db, "as_of=2024-12-31", "n=1") {
		t.Errorf("as of 2024: %s", earlier)
	}
	chart := must(t, "report", "what_changed", db, "--chart")
	if !strings.HasPrefix(chart, "amount by step\nbefore") || !strings.Contains(chart, "-160.00") || strings.Contains(chart, "\x1b") {
		t.Errorf("chart:\n%s", chart)
	}
	if list := must(t, "report"); !strings.Contains(list, "\nwhat_changed,") || strings.Count(list, "\n") < 13 {
		t.Errorf("list:\n%s", list)
	}
	for args, want := range map[string]string{
		"report top_customer " + db:                          "top_customers",
		"report top_customers " + db + " n=many":             "n: ",
		"report top_customers " + db + " size=3":             "there is no argument size",
		"report customer_facts " + db:                        "customer is missing",
		"report top_customers " + db + " other.duckdb":       "nothing behind the database",
		"report top_customers " + db + " --chart -o csv":     "--chart",
		"report top_customers " + db + " --measure turnover": "turnover",
	} {
		if o := run(t, strings.Fields(args)...); o.code == 0 || !strings.Contains(o.stderr, want) || o.stdout != "" {
			t.Errorf("landscape %s: exit %d\n%s%s", args, o.code, o.stdout, o.stderr)
		}
	}
	if o := run(t, "report", "overdue_customers", db, "--chart"); o.code != 0 || !strings.Contains(o.stderr, "nothing to draw") {
		t.Errorf("a chart of no rows: exit %d, %s", o.code, o.stderr)
	}
}

func TestReportOfTheUser(t *testing.T) {
	config := t.TempDir()
	folder := filepath.Join(config, "landscape", "reports")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	text := "-- name: mine\n-- kind: report\n-- summary: What is mine?\n-- grain: one row\n-- source:\n-- args:\n--   x  INTEGER  number  required  a number\n" +
		"-- columns:\n--   twice  INTEGER  number\nselect $x * 2 as twice"
	if err := os.WriteFile(filepath.Join(folder, "mine.sql"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := runWith(t, []string{"XDG_CONFIG_HOME=" + config}, "", "report", "mine", shared, "x=21")
	if o.stdout != "twice\n42\n" {
		t.Errorf("exit %d: %q\n%s", o.code, o.stdout, o.stderr)
	}
}

func TestExport(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := golden12(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "bridge.csv")
	if o := run(t, "export", db, "revenue_bridge", "--out", out); o.code != 0 || !strings.Contains(o.stderr, "3 rows") || o.stdout != "" {
		t.Fatalf("exit %d: %q\n%s", o.code, o.stdout, o.stderr)
	}
	first := read(t, out)
	if !strings.HasPrefix(first, "period,period_start,") || strings.Count(first, "\n") != 4 {
		t.Errorf("the file holds %q", first)
	}
	if o := run(t, "export", db, "churn", "--out", out); o.code != 2 || !strings.Contains(o.stderr, "--force") || read(t, out) != first {
		t.Errorf("a file that is there: exit %d\n%s", o.code, o.stderr)
	}
	broken := "select 1 as n union all select error('no') :: integer from range(1)"
	if o := run(t, "export", db, "-c", broken, "--out", out, "--force"); o.code != 1 || read(t, out) != first {
		t.Errorf("an error half way: exit %d, the file is %q", o.code, read(t, out))
	}
	if o := run(t, "export", db, "-c", "select 1 as n", "--out", out, "--force"); o.code != 0 || read(t, out) != "n\n1\n" {
		t.Errorf("--force: exit %d, the file is %q\n%s", o.code, read(t, out), o.stderr)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("files left behind: %v, %v", left, err)
	}
	for _, format := range []string{"tsv", "json", "ndjson", "md", "arrow", "parquet"} {
		must(t, "export", db, "landscape", "--out", filepath.Join(dir, "all."+format))
	}
	if got := must(t, "query", "-c", "select count(*) as n from '"+filepath.Join(dir, "all.parquet")+"'"); got != must(t, "query", db, "-c", "select count(*) as n from landscape") {
		t.Errorf("rows of the Parquet file: %s", got)
	}
	if got := must(t, "export", db, "-c", "select 1 as n", "--out", "-"); got != "n\n1\n" {
		t.Errorf("standard output: %q", got)
	}
	if got := must(t, "export", db, "-c", "select 1 as n", "--out", filepath.Join(dir, "x.dat"), "--format", "ndjson"); got != "" || read(t, filepath.Join(dir, "x.dat")) != "{\"n\":1}\n" {
		t.Errorf("--format: %q", read(t, filepath.Join(dir, "x.dat")))
	}
	for args, want := range map[string]string{
		"export " + db + " churn":                             "--out",
		"export " + db + " --out " + out:                      "-c",
		"export " + db + " churn kpi --out " + out:            "kpi",
		"export " + db + " churn --out " + db:                 "does not tell a format",
		"export " + db + " nothing --out " + dir + "/n.csv":   "nothing",
		"export " + db + " churn --out x.csv --format table":  "table",
		"export " + db + " churn --out " + dir + "/none/x.md": "folder",
	} {
		if o := run(t, strings.Fields(args)...); o.code == 0 || !strings.Contains(o.stderr, want) {
			t.Errorf("landscape %s: exit %d\n%s", args, o.code, o.stderr)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}
