package report_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestReportsRun runs every report with its defaults on a ledger without lines, and as the example of its header shows it on one of
// twelve, and compares the columns with the header.
func TestReportsRun(t *testing.T) {
	for _, filled := range []bool{false, true} {
		e := enginetest.Open(t)
		if filled {
			enginetest.Fill(t, e, enginetest.Golden(t))
		}
		session := enginetest.Session(t, e)
		reports, faults := report.List("")
		if len(reports) < 12 || len(faults) > 0 {
			t.Fatalf("%d reports, faults %v", len(reports), faults)
		}
		for _, r := range reports {
			t.Run(fmt.Sprintf("%s/lines=%t", r.Name, filled), func(t *testing.T) {
				words := strings.Fields(r.Example)
				if len(words) < 2 || words[0] != ".report" || words[1] != r.Name {
					t.Fatalf("the example is %q", r.Example)
				}
				given, err := r.Arguments(words[2:])
				if err != nil {
					t.Fatal(err)
				}
				if !filled {
					maps.DeleteFunc(given, func(name, _ string) bool { return name != "customer" })
				}
				result := run(t, session, r, given)
				defer result.Release()
				for i, c := range result.Columns() {
					if i >= len(r.Columns) || c.Name != r.Columns[i].Name || strings.ReplaceAll(c.Type, " ", "") != r.Columns[i].Type {
						t.Errorf("column %d is %s %s; the header lists %+v", i, c.Name, c.Type, r.Columns)
					}
				}
				for result.Next() {
				}
				if err := result.Err(); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// TestAnswers compares reports with what one finds by hand in the twelve lines of the ledger: as of 2025-12-01, Acme had 600 and then
// 760 - 100, Core's 250 of 2024-11-30 lie a day outside the newest year.
func TestAnswers(t *testing.T) {
	e := enginetest.Open(t)
	enginetest.Fill(t, e, enginetest.Golden(t))
	session := enginetest.Session(t, e)
	for _, c := range []struct{ name, args, want string }{
		{"lost_customers", "", "Core,,250.0000,2024-11-30,366,1,1\n"},
		{"lost_customers", "least=250.01", ""},
		{"new_customers", "", "Dune,,B,60.0000,-30.0000,1,2025-10-15,2025-10-15\n"},
		{"returned_customers", "", "Echo,,A,140.0000,1,2023-03-10,2025-07-01\n"},
		{"growing_customers", "", "Acme,,A,600.0000,660.0000,60.0000,0.1,2025-03-05\n"},
		{"dropped_products", "", "Acme,,Y,200.0000,existing,2025-03-05\n"},
		{"credited_customers", "n=1", "Acme,,760.0000,100.0000,0.13157894736842105,1\n"},
		{"loss_makers", "n=1", "Dune,,60.0000,-30.0000,0.0000,-30.0000,-0.5\n"},
		{"call_list", "", "1,Core,,A,left,250.0000,2024-11-30,366\n2,Bolt,,A,buys less,160.0000,2025-06-11,173\n"},
		{"customer_months", "customer=Bolt months=1", "2025-12-01,0.0000,0,140.0000\n"},
		{"what_changed", "period=0", "before,1150.0000,1150.0000,1\nlost,-250.0000,900.0000,-0.21739130434782608\n" +
			"contraction,-160.0000,740.0000,-0.1391304347826087\ngrowth,60.0000,800.0000,0.05217391304347826\n" +
			"new,60.0000,860.0000,0.05217391304347826\nreactivated,140.0000,1000.0000,0.12173913043478261\n" +
			"unknown origin,0.0000,1000.0000,0\nother,-50.0000,950.0000,-0.043478260869565216\nafter,950.0000,950.0000,0.8260869565217391\n"},
	} {
		r, err := report.Find("", c.name)
		if err != nil {
			t.Fatal(err)
		}
		given, err := r.Arguments(strings.Fields(c.args))
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, run(t, session, r, given))
		if _, got, _ = strings.Cut(got, "\n"); got != c.want {
			t.Errorf("%s %s:\n%s\nwant\n%s", c.name, c.args, got, c.want)
		}
	}
}

func TestFactsOfACustomer(t *testing.T) {
	e := enginetest.Open(t)
	enginetest.Fill(t, e, enginetest.Golden(t))
	session := enginetest.Session(t, e)
	r, err := report.Find("", "customer_facts")
	if err != nil {
		t.Fatal(err)
	}
	for customer, wants := range map[string][]string{
		"Acme":   {"number 1 of 6 by revenue", "660.00 revenue in 1 purchases; tier A, as the year before", "grew by 60.00", "churn,none", "thank, and offer"},
		"Core":   {"not ranked", "lost: 250.00 the year before", "ex-customer: 1 purchases from 2024-11-30", "win back: ask why the purchases stopped in November 2024"},
		"Bolt":   {"shrank by 160.00", "spends 160.00 less than before", "review the account"},
		"Dune":   {"new: first purchase on 2025-10-15", "-30.00 profit, -50.0 % of revenue", "welcome"},
		"nobody": {"no,topic,fact,origin\n"},
	} {
		got := text(t, run(t, session, r, map[string]string{"customer": customer}))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing in\n%s", customer, want, got)
			}
		}
		if customer == "nobody" && strings.Count(got, "\n") != 1 {
			t.Errorf("facts about nobody:\n%s", got)
		}
	}
}

const own = `-- name:    top_customers
-- kind:    report
-- summary: My own.
-- grain:   one row
-- source:
-- args:
--   word  VARCHAR  text  'it''s'
--   day   DATE     date  '2025-01-31'
-- columns:
--   word  VARCHAR  text
--   next  DATE     date
-- example: .report top_customers word=x
select $word as word, $day + 1 as next`

func TestFolder(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "top_customers.sql"), own)
	write(t, filepath.Join(folder, "broken.sql"), "select 1")
	reports, faults := report.List(folder)
	if len(faults) != 1 || !strings.Contains(faults[0].Error(), "broken.sql:1") {
		t.Errorf("faults %v", faults)
	}
	builtIn, _ := report.List("")
	if len(reports) != len(builtIn) {
		t.Errorf("%d reports, %d without the folder", len(reports), len(builtIn))
	}
	r, err := report.Find(folder, "top_customers")
	if err != nil || r.File == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	session := enginetest.Session(t, enginetest.Open(t))
	if got := text(t, run(t, session, r, nil)); got != "word,next\nit's,2025-02-01\n" {
		t.Errorf("defaults give %q", got)
	}
	nasty := "'; drop table customers; --"
	if got := text(t, run(t, session, r, map[string]string{"word": nasty})); got != "word,next\n"+nasty+",2025-02-01\n" {
		t.Errorf("a bound text comes back as %q", got)
	}
	if _, err := report.Find(folder, "broken"); engine.KindOf(err) != engine.KindInvalid {
		t.Errorf("a report that cannot be read: %v", err)
	}
}

func TestBindRefuses(t *testing.T) {
	facts, err := report.Find("", "customer_facts")
	if err != nil {
		t.Fatal(err)
	}
	top, err := report.Find("", "top_customers")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		r     report.Report
		given map[string]string
		want  string
	}{
		{facts, nil, "customer is missing"},
		{top, map[string]string{"n": "ten"}, `n: "ten" is not a whole number`},
		{top, map[string]string{"as_of": "2025-02-30"}, `as_of: "2025-02-30" is not a day`},
		{top, map[string]string{"nn": "10"}, "there is no argument nn"},
	} {
		if _, err := c.r.Bind(c.given); err == nil || !strings.Contains(err.Error(), c.want) || engine.KindOf(err) != engine.KindInvalid {
			t.Errorf("%v: %v, want %s", c.given, err, c.want)
		}
	}
	if _, err := top.Arguments([]string{"ten"}); err == nil || !strings.Contains(err.Error(), "name=value") {
		t.Errorf("a word without a name: %v", err)
	}
	if _, err := report.Find("", "top_custom"); engine.KindOf(err) != engine.KindNotFound || !strings.HasPrefix(engine.HintOf(err), "top_customers") {
		t.Errorf("an unknown report: %v, %q", err, engine.HintOf(err))
	}
}

func run(t *testing.T, session *engine.Session, r report.Report, given map[string]string) *engine.Result {
	t.Helper()
	params, err := r.Bind(given)
	if err != nil {
		t.Fatal(err)
	}
	result, err := session.Query(context.Background(), r.Body, params)
	if err != nil {
		t.Fatalf("%s: %v", r.Name, err)
	}
	return result
}

// text reads the whole result as csv.
func text(t *testing.T, result *engine.Result) string {
	t.Helper()
	defer result.Release()
	var b strings.Builder
	if _, err := encode.Write(&b, encode.CSV, result, encode.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
