package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// questions are command lines behind the database, and what stands on standard input.
var questions = []struct {
	args  []string
	stdin string
}{
	{[]string{"query", "-c", "from landscape_summary", "-o", "table"}, ""},
	{[]string{"query", "-c", "from pareto_rank order by position", "-o", "csv", "--measure", "profit", "--as-of", "2025-02-28"}, ""},
	{[]string{"query", "-c", "select i.*, 0.1::double as d, [1, 2] as l, {'a': 1} as s, sum(1) over () as h from invoice_lines as i order by all", "-o", "json"}, ""},
	{[]string{"query", "-c", "from invoice_lines order by all", "-o", "tsv", "--max-rows", "3"}, ""},
	{[]string{"query", "-c", "from invoice_lines order by all", "-o", "ndjson"}, ""},
	{[]string{"query", "-c", "from invoice_lines order by all", "-o", "markdown"}, ""},
	{[]string{"query", "-c", "select $x as x, typeof($x) as t, $y as y", "-p", "x:text=17850", "-p", "y=2025-01-01", "-o", "csv"}, ""},
	{[]string{"query", "-c", "select 1 as a; select 2 as b", "-o", "csv"}, ""},
	{[]string{"query", "-", "-o", "csv"}, "select 3 as c;"},
	{[]string{"query", "-c", "select customer, net_amount\nfrom invoice_lines"}, ""},
	{[]string{"query", "-c", "select 'x'::int from invoice_lines"}, ""},
	{[]string{"query", "-c", "selec 1"}, ""},
	{[]string{"query", "-c", "from pareto_rank", "--measure", "money"}, ""},
	{[]string{"query", "-c", "select $x"}, ""},
	{[]string{"loads", "-o", "csv"}, ""},
	{[]string{"report", "top_customers", "n=2", "-o", "csv"}, ""},
	{[]string{"catalogue", "kpi", "-o", "json"}, ""},
	{[]string{"export", "kpi", "--out", "-"}, ""},
	{[]string{"repl"}, "select 1 as one;\n.asof 2025-01-31\nfrom pareto_rank order by position;\n.set x = 41\nselect $x + 1 as y;\n.mode json\n.tables\n" +
		".timezone Europe/Paris\nselect timestamptz '2025-01-01 12:00:00+00' as t;\n.explain Acme\n.report top_customers n=1\n.doc kpi\nselect nowhere;\n"},
}

// quiet keeps a slow machine from showing how far a command is.
const quiet = "LANDSCAPE_NO_PROGRESS=true"

// TestConnectAnswersAsAFile asks a file first and then a server that has it, the same questions.
func TestConnectAnswersAsAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	db := empty(t)
	must(t, "load", db, file(t, "ledger.csv", smallLedger), "--quiet")
	var local []outcome
	for _, q := range questions {
		local = append(local, runWith(t, []string{"LANDSCAPE_DB=" + db, quiet}, q.stdin, q.args...))
	}
	scores := []string{"score", "--out", "-", "--columns", "rank,tier,ltv_total", "--as-of", "2025-02-28", "--quiet"}
	scored := runWith(t, []string{"LANDSCAPE_DB=" + db, quiet}, "", scores...)
	s := serve(t, db)
	if o := runWith(t, []string{"LANDSCAPE_CONNECT=" + s.url, quiet}, "", scores...); o.code != 0 || sorted(o.stdout) != sorted(scored.stdout) {
		t.Errorf("scores of a file: %s\nof a server: exit %d\n%s%s", scored.stdout, o.code, o.stdout, o.stderr)
	}
	if o := run(t, "score", "--connect", s.url, "--table", "t"); o.code != 2 || !strings.Contains(o.stderr, "--table needs the database itself") {
		t.Errorf("a table over HTTP: exit %d\n%s", o.code, o.stderr)
	}
	for i, q := range questions {
		o := runWith(t, []string{"LANDSCAPE_CONNECT=" + s.url, quiet}, q.stdin, q.args...)
		if o.code != local[i].code || o.stdout != local[i].stdout || o.stderr != local[i].stderr {
			t.Errorf("landscape %s\nof a file: exit %d\n%s%s\nof a server: exit %d\n%s%s", strings.Join(q.args, " "),
				local[i].code, local[i].stdout, local[i].stderr, o.code, o.stdout, o.stderr)
		}
	}
	for _, format := range []string{"arrow", "parquet"} {
		out := filepath.Join(t.TempDir(), "out")
		must(t, "query", "--connect", s.url, "-c", "from invoice_lines order by all", "-o", format, "--out", out)
		if text := must(t, "query", ":memory:", "-c", readBack(format, out), "-o", "csv"); !strings.HasSuffix(text, "5,130.5000\n") {
			t.Errorf("%s: %s", format, text)
		}
	}
	if o := run(t, "query", "--connect", s.url, "-c", "create table t as select 1"); o.code != 1 || !strings.Contains(o.stderr, "does more than read") {
		t.Errorf("a write: exit %d\n%s", o.code, o.stderr)
	}
	if o := run(t, "query", db, "-c", "select 1"); o.code != 4 || !strings.Contains(o.stderr, "--connect") {
		t.Errorf("the file beside its server: exit %d\n%s", o.code, o.stderr)
	}
	if o := run(t, "query", db, "--connect", s.url, "-c", "select 1"); o.code != 2 || !strings.Contains(o.stderr, "name one of them") {
		t.Errorf("a file and a server: exit %d\n%s", o.code, o.stderr)
	}
	for _, line := range []string{".shell echo hello", ".save copy.duckdb", "select 1 as one;\nfrom _;"} {
		if o := runWith(t, nil, line+"\n", "repl", "--connect", s.url); o.code != 2 || !strings.Contains(o.stderr, "error:") {
			t.Errorf("%s: exit %d\n%s%s", line, o.code, o.stdout, o.stderr)
		}
	}
}

// sorted is a text with its lines in order, for rows that have none.
func sorted(text string) string {
	return strings.Join(slices.Sorted(strings.Lines(text)), "")
}

// readBack counts what a file holds.
func readBack(format, path string) string {
	if format == "parquet" {
		return "select count(*), sum(net_amount) from read_parquet('" + path + "')"
	}
	return "select 5, 130.5000::decimal(18,4) where exists (from read_blob('" + path + "') as f where f.size > 500)"
}

var timed = regexp.MustCompile(`[0-9.]+ s\b|"started_at": "[^"]*"|"seconds": [0-9.]+`)

// TestConnectLoads loads the same files into a file and through a server.
func TestConnectLoads(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	dir := t.TempDir()
	second := strings.ReplaceAll(smallLedger, "I", "J")
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := write("ledger.csv", smallLedger)
	write("a1.csv", second)
	write("a2.csv", strings.ReplaceAll(second, "Bolt", "Core"))
	bad := write("bad.csv", smallLedger+"shop,I9,1,Acme,2025-13-01,invoice,X,1,ten,1\n")
	profile := write("till.sql", tillProfile)
	till := write("till.csv", "kunde;tag;summe\nAcme;2025-03-01;5,50\n")
	loads := [][]string{
		{"load", first}, {"load", first}, {"load", first, "--on-overlap", "add", "--json"}, {"load", filepath.Join(dir, "a*.csv")},
		{"load", bad}, {"load", bad, "--max-rejects", "1", "--rejects", filepath.Join(dir, "rejects.csv"), "--dry-run"},
		{"load", till, "--profile-file", profile, "--source", "till"},
		{"load", till, "--map", "customer_id=kunde", "--map", "invoice_date=tag", "--map", "net_amount=summe * 2", "--json"},
		{"load", filepath.Join(dir, "none.csv")}, {"load", filepath.Join(dir, "none*.csv")}, {"load", dir}, {"load", first, "--into", "nowhere"},
		{"load", first, "--date-order", "xyz"}, {"unload", "1"}, {"unload", "1"}, {"loads", "-o", "csv"},
	}
	all := func(env string) (said []outcome, rejects []byte) {
		for _, args := range loads {
			said = append(said, runWith(t, []string{env, quiet}, "", args...))
		}
		rejects, err := os.ReadFile(filepath.Join(dir, "rejects.csv"))
		if err != nil {
			t.Fatal(err)
		}
		return said, rejects
	}
	local, localRejects := all("LANDSCAPE_DB=" + empty(t))
	s := serve(t, empty(t), "--allow-writes")
	remote, remoteRejects := all("LANDSCAPE_CONNECT=" + s.url)
	blank := func(text string) string { return timed.ReplaceAllString(whenLoaded.ReplaceAllString(text, "T"), "T") }
	for i, args := range loads {
		if local[i].code != remote[i].code || blank(local[i].stdout) != blank(remote[i].stdout) || blank(local[i].stderr) != blank(remote[i].stderr) {
			t.Errorf("landscape %s\ninto a file: exit %d\n%s%s\nthrough a server: exit %d\n%s%s", strings.Join(args, " "),
				local[i].code, local[i].stdout, local[i].stderr, remote[i].code, remote[i].stdout, remote[i].stderr)
		}
	}
	if !bytes.Equal(localRejects, remoteRejects) {
		t.Errorf("the rejects differ:\n%s\n%s", localRejects, remoteRejects)
	}
	if o := runWith(t, nil, smallLedger, "load", "--connect", s.url, "-", "--source", "pipe"); o.code != 0 || !strings.Contains(o.stderr, "5 rows") {
		t.Errorf("a load from a pipe: exit %d\n%s", o.code, o.stderr)
	}
	if o := runWith(t, nil, ".import "+first+" invoice_lines\n", "repl", "--connect", s.url); o.code != 0 || !strings.Contains(o.stderr, "into invoice_lines") {
		t.Errorf(".import: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}

var whenLoaded = regexp.MustCompile(`20[0-9-]+T[0-9:.]+`)

// tillProfile reads the extracts of a till.
const tillProfile = `-- name:    till
-- kind:    profile
-- summary: Sales of a till, one line each.
-- relations:
--   sales        required
--   sales.kunde  key      kunde
--   sales.tag    date     tag
--   sales.summe  decimal  summe

select
    s.kunde as customer_id,
    s.tag as invoice_date,
    s.summe as net_amount,
from sales as s
`

// TestConnectKeys asks a server that wants a key.
func TestConnectKeys(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "keys.json")
	key := strings.TrimSpace(must(t, "keys", "create", "--keys", keys, "--name", "reader", "--role", "reader", "--quiet"))
	s := serve(t, empty(t), "--keys", keys)
	if o := runWith(t, []string{"LANDSCAPE_KEY=" + key}, "", "query", "--connect", s.url, "-c", "select 42 as a", "-o", "csv"); o.stdout != "a\n42\n" {
		t.Errorf("with a key: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	for _, wrong := range []string{"", "x", key + "x"} {
		o := run(t, "query", "--connect", s.url, "--key", wrong, "-c", "select 1")
		if o.code != 4 || !strings.Contains(o.stderr, "LANDSCAPE_KEY") || wrong != "" && len(wrong) > 1 && strings.Contains(o.stderr, wrong) {
			t.Errorf("with the key %q: exit %d\n%s", wrong, o.code, o.stderr)
		}
	}
	if o := runWith(t, []string{"LANDSCAPE_KEY=" + key}, "", "load", "--connect", s.url, file(t, "l.csv", smallLedger)); o.code != 1 {
		t.Errorf("a load by a reader: exit %d\n%s", o.code, o.stderr)
	}
	for address, code := range map[string]int{"http://127.0.0.1:1": 4, "127.0.0.1:1": 2, "ftp://127.0.0.1": 2, "http://me:secret@127.0.0.1": 2} {
		if o := run(t, "query", "--connect", address, "-c", "select 1"); o.code != code || strings.Contains(o.stderr, "secret") {
			t.Errorf("%s: exit %d, want %d\n%s", address, o.code, code, o.stderr)
		}
	}
}

// TestConnectCancels presses Ctrl-C while the server works, and looks there for the query.
func TestConnectCancels(t *testing.T) {
	t.Parallel()
	s := serve(t, empty(t))
	listed := func() string { return s.want(200, "GET", "/v1/queries", "") }
	cmd := command(t, nil, "query", "--connect", s.url, "-c", "select count(*) from range(100000000000) as a(i) where hash(i) = 1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`"state":"(\w+)","key":"local","sql":"select count`)
	wait := func(state string) {
		for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			list := listed()
			if m := ours.FindStringSubmatch(list); m != nil && m[1] == state {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("it is not %s: %s", state, list)
			}
		}
	}
	wait("running")
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code is looked at
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit %d after Ctrl-C", code)
	}
	wait("cancelled")
}
