package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// measured is what differs between two runs of the same score: sizes of files depend on who wrote them.
var measured = regexp.MustCompile(`"(?:seconds|scoring_seconds|rows_per_second|bytes)": [0-9.e+]+|, [0-9.]+ (?:B|kB|MB), [0-9.]+ s, [0-9,]+ rows/s`)

// TestScoreConnect scores a file and then a server that has it: the rows, the summary for schedulers and the one for people are the same.
func TestScoreConnect(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	db := goldenYear(t)
	must(t, "load", db, "-q", "--into", "customers", file(t, "customers.csv", "customer_id,customer_name,parent_id\nAcme,Acme Ltd,\nBolt,Bolt Inc,Acme\n"))
	must(t, "load", db, "-q", "--into", "customer_aliases", file(t, "aliases.csv", "alias_id,customer_id\nD.,Dune\n"))
	must(t, "snapshot", db, "-q", "before")
	must(t, "load", db, "-q", file(t, "late.csv", "invoice_id,customer_id,invoice_date,net_amount\nI99,Dune,2025-10-16,600\nI98,Fresh,2025-11-01,5\nI97,,2025-11-02,7.5\n"))
	mailing := file(t, "mailing.txt", "Dune\nD.\nBolt\nNobody\n")
	asked := [][]string{
		{"-o", "json"},
		{"--columns", "rank,tier,ltv_total", "--as-of", "2025-02-28"},
		{"-o", "json", "--measure", "profit", "--level", "parent", "--customers", mailing},
		{"-o", "json", "--since", "before", "--columns", "value,tier"},
		{"--since", "before", "--delta"},
		{"-o", "json", "--since", "before", "--delta", "--customers", mailing},
		{"--columns", "nowhere"}, {"--since", "before", "--measure", "profit"},
	}
	type answered struct{ said, rows string }
	score := func(env ...string) (all []answered) {
		out := filepath.Join(t.TempDir(), "scores.csv")
		for _, args := range asked {
			o := runWith(t, append(env, quiet), "", append([]string{"score", "--out", out, "--force"}, args...)...)
			text, err := os.ReadFile(out)
			if (err == nil) != (o.code == 0) {
				t.Errorf("score %s: exit %d and a file %v\n%s", args, o.code, err, o.stderr)
			}
			all = append(all, answered{measured.ReplaceAllString(strings.ReplaceAll(o.stdout+o.stderr, out, "OUT"), "T"), sorted(string(text))})
			if err == nil {
				if err := os.Remove(out); err != nil {
					t.Fatal(err)
				}
			}
		}
		return all
	}
	local := score("LANDSCAPE_DB=" + db)
	keys := filepath.Join(t.TempDir(), "keys.json")
	wide := strings.TrimSpace(must(t, "keys", "create", "--keys", keys, "--role", "reader", "--quiet"))
	narrow := strings.TrimSpace(must(t, "keys", "create", "--keys", keys, "--role", "reader", "--tables", "scores", "--quiet"))
	s := serve(t, db, "--keys", keys)
	remote := score("LANDSCAPE_CONNECT="+s.url, "LANDSCAPE_KEY="+wide)
	for i, args := range asked {
		if local[i] != remote[i] {
			t.Errorf("score %s of a file:\n%s%s\nof a server:\n%s%s", args, local[i].said, local[i].rows, remote[i].said, remote[i].rows)
		}
	}
	for _, flag := range [][]string{{"--table", "t"}, {"--fit"}, {"--set", "a=b"}, {"--partition-by", "tier"}, {"--rows-per-file", "5"}} {
		o := runWith(t, []string{"LANDSCAPE_KEY=" + wide}, "", append([]string{"score", "--connect", s.url, "--out", filepath.Join(t.TempDir(), "x.csv")}, flag...)...)
		if o.code != 2 || !strings.Contains(o.stderr, flag[0]+" needs the database itself") || !strings.Contains(o.stderr, "try: ") {
			t.Errorf("score --connect %s: exit %d\n%s", flag, o.code, o.stderr)
		}
	}
	o := runWith(t, []string{"LANDSCAPE_KEY=" + narrow}, "", "score", "--connect", s.url, "--out", "-", "--columns", "tier")
	if o.code != 0 || !strings.HasPrefix(o.stdout, "customer_id,tier\n") || !strings.Contains(o.stderr, "not what its totals") {
		t.Errorf("with a key for scores alone: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	if o := runWith(t, []string{"LANDSCAPE_KEY=" + narrow}, "", "score", "--connect", s.url, "--out", "-", "-o", "json"); o.code != 1 || !strings.Contains(o.stderr, "policy does not name it") {
		t.Errorf("totals with a key for scores alone: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}
