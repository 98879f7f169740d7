package cli_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSnapshot(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := empty(t)
	lines := filepath.Join("..", "..", "..", "..", "testdata", "golden12", "invoice_lines.csv")
	must(t, "load", db, "-q", lines)
	must(t, "set", db, "as_of", "2025-12-31")
	o := run(t, "snapshot", db, "budget")
	if o.code != 0 || !strings.Contains(o.stderr, "budget: 6 customers as of 2025-12-31, 950.0000 by revenue") {
		t.Fatalf("exit %d, %q", o.code, o.stderr)
	}
	if o := run(t, "snapshot", db, "budget"); o.code != 2 || !strings.Contains(o.stderr, "--replace") {
		t.Errorf("the label again: exit %d, %q", o.code, o.stderr)
	}
	// a late line of 2025: Dune buys for 600 more
	must(t, "load", db, "-q", file(t, "late.csv", "invoice_id,customer_id,invoice_date,net_amount\nI99,Dune,2025-10-16,600\n"))
	const compared = "select customer_id, value_a, value_b, tier_a, tier_b, rank_a, status_a, new_eq_b from compare(snapshot := 'budget') where value_change <> 0 or tier_a <> tier_b order by all"
	want := "customer_id,value_a,value_b,tier_a,tier_b,rank_a,status_a,new_eq_b\nDune,60.0000,660.0000,B,A,4,existing,\n" +
		"Bolt,140.0000,140.0000,A,B,2,existing,\nEcho,140.0000,140.0000,A,B,2,existing,\n"
	if got := must(t, "query", db, "-o", "csv", "-c", compared); sortedLines(got) != sortedLines(want) {
		t.Errorf("compare: %s", got)
	}
	if got := must(t, "query", db, "-o", "csv", "-c", "select customer_id, status_a, status_b from compare(snapshot := 'budget', as_of_b := date '2024-12-31') where customer_id = 'Core'"); got != "customer_id,status_a,status_b\nCore,ex-customer,existing\n" {
		t.Errorf("who was not ranked then: %q", got)
	}
	for query, want := range map[string]string{
		"from compare(snapshot := 'budgt')":                                "there is no snapshot budgt",
		"from compare(snapshot := 'budget', measure := 'profit')":          "use revenue",
		"from compare(snapshot := 'budget', months := 24)":                 "use 12",
		"from compare(snapshot := 'budget', level := 'parent')":            "use customer",
		"from compare(snapshot := 'budget', as_of_a := date '2024-12-31')": "two first days",
		"from compare()": "give the day to compare with",
	} {
		if o := run(t, "query", db, "-c", query); o.code != 1 || !strings.Contains(o.stderr, want) {
			t.Errorf("%s: exit %d, %q", query, o.code, o.stderr)
		}
	}
	must(t, "snapshot", db, "budget", "--replace", "-q")
	if got := must(t, "query", db, "-o", "csv", "-c", "select count(*) as n from compare(snapshot := 'budget') where value_change <> 0"); got != "n\n0\n" {
		t.Errorf("after --replace: %q", got)
	}
	if got := must(t, "snapshots", db, "-o", "csv"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "budget,2025-12-31") {
		t.Errorf("snapshots: %q", got)
	}
	must(t, "snapshot", db, "budget", "--drop", "-q")
	if got := must(t, "query", db, "-o", "csv", "-c", "select count(*) as n from snapshot_customers"); got != "n\n0\n" {
		t.Errorf("after --drop: %q", got)
	}
}

// known_at turns the ledger back to what was recorded until an instant, in every figure.
func TestKnownAt(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := empty(t)
	must(t, "load", db, "-q", file(t, "first.csv", "invoice_id,customer_id,invoice_date,net_amount,recorded_at\n"+
		"1,Ada,2025-03-01,100,2025-03-02 08:00:00\n2,Ben,2025-04-01,50,2025-04-02 08:00:00\n"))
	must(t, "load", db, "-q", file(t, "second.csv", "invoice_id,customer_id,invoice_date,net_amount,recorded_at\n"+
		"1,Ada,2025-03-01,30,2025-06-30 17:00:00\n3,Cleo,2025-03-05,70,2025-06-30 17:00:00\n"), "--on-overlap", "add")
	const figures = "select customer_id, value, rank from pareto_rank(as_of := date '2025-12-31') order by customer_id"
	ask := func(when, want string) {
		t.Helper()
		if got := must(t, "query", db, "-o", "csv", "-c", figures); got != "customer_id,value,rank\n"+want {
			t.Errorf("%s: %q", when, got)
		}
	}
	ask("all", "Ada,130.0000,1\nBen,50.0000,3\nCleo,70.0000,2\n")
	must(t, "set", db, "-q", "known_at", "2025-06-30 16:59:59")
	ask("before the second recording", "Ada,100.0000,1\nBen,50.0000,2\n")
	if got := must(t, "query", db, "-o", "csv", "-c", "select last_order from customer_status where customer_id = 'Ada'"); got != "last_order\n2025-03-01\n" {
		t.Errorf("status: %q", got)
	}
	must(t, "set", db, "-q", "known_at", "2025-06-30 17:00:00")
	ask("at the instant itself", "Ada,130.0000,1\nBen,50.0000,3\nCleo,70.0000,2\n")
	must(t, "set", db, "-q", "known_at", "2025-03-31")
	ask("a day means its first moment", "Ada,100.0000,1\n")
	must(t, "snapshot", db, "-q", "then")
	must(t, "set", db, "-q", "known_at", "default")
	if got := must(t, "query", db, "-o", "csv", "-c", "select customer_id, value_a, value_b from compare(snapshot := 'then', as_of_b := date '2025-12-31') order by customer_id"); got != "customer_id,value_a,value_b\nAda,100.0000,130.0000\nBen,0.0000,50.0000\nCleo,0.0000,70.0000\n" {
		t.Errorf("beside what was known then: %q", got)
	}
}

func sortedLines(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
