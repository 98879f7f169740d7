package views_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The labels of testdata/priorities, word for word.
func TestCRMImportance(t *testing.T) {
	t.Parallel()
	s := Session(t, priorities(t))
	exec(t, s, "insert into tier_focus (customer_id, potential_tier, focus_started) values ('Hugo', 'A', date '2025-01-15')")
	CheckFigures(t, s, "priorities", [][3]string{{"crm_importance", "kind customer_id", "crm_importance"}})
}

func TestCRMImportanceGolden(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{{"crm_importance", "customer_id", "crm_importance"}})
}

// A tier set by hand wins, also over the past of an ex-customer and the promise of a prospect.
func TestCRMImportanceOverride(t *testing.T) {
	t.Parallel()
	s := Session(t, priorities(t))
	exec(t, s, "update customers set tier_override = 'B' where customer_id in ('Alpha', 'Kai')")
	exec(t, s, "insert into customers by name select 'Lena' as customer_id, 'C' as tier_override")
	want := "Alpha Existing Cat B customer; Kai Cat B prospect; Lena Ex-customer (was Cat C)"
	got := texts(t, s, "select customer_id || ' ' || label from crm_importance where tier_basis = 'override' order by customer_id")
	if strings.Join(got, "; ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "; "), want)
	}
}

// In 2024 X made all of the value. In 2025 Big makes 81, X 10, Y 9 and Z -1: what lies above X is 0.81 of the positive 100.
const nearTheCut = `invoice_id,customer_id,invoice_date,net_amount
1,X,2024-06-01,1000
2,Big,2025-06-01,81
3,X,2025-06-01,10
4,Y,2025-06-01,9
5,Z,2025-06-02,-1
6,Z,2024-06-02,5
`

func TestCRMSticky(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	loadText(t, e, "invoice_lines", nearTheCut)
	s := Session(t, e)
	if err := e.SetSetting(context.Background(), "as_of", "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	check := func(when, sticky string, want ...string) {
		t.Helper()
		got := texts(t, s, "select customer_id || ' ' || tier || ' ' || tier_basis from crm_importance(sticky := "+sticky+") order by customer_id")
		if !slices.Equal(got, want) {
			t.Errorf("%s, sticky %s: %v, want %v", when, sticky, got, want)
		}
	}
	// nothing told yet: the tier of the year before, A, holds from 0.8 + 0.01 on no more
	big, y, z := "Big A computed", "Y B computed", "Z C former"
	check("before an export", "0", big, "X B computed", y, z)
	check("before an export", "0.02", big, "X A sticky", y, z)
	check("before an export", "0.01", big, "X B computed", y, z)
	// the CRM is told B; near the cut it keeps that
	exchange(t, e, "capsule")
	check("after B was told", "0.02", big, "X B computed", y, z)
	// as of a day before the export the CRM knows nothing
	AsOf(t, s, "2025-12-30")
	check("as of the day before", "0.02", big, "X A sticky", y, z)
}

// Who is below 0 is of the last tier at once, however wide the margin.
func TestCRMStickyNonpositive(t *testing.T) {
	t.Parallel()
	e := Open(t)
	loadText(t, e, "invoice_lines", nearTheCut+"7,Z,2025-07-01,0.5\n")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	exec(t, s, "update invoice_lines set net_amount = 900 where invoice_id = '6'")
	if _, err := e.Refresh(context.Background(), engine.RefreshOptions{Full: true}); err != nil {
		t.Fatal(err)
	}
	got := texts(t, s, "select label || ', ' || value from crm_importance(sticky := 1) where customer_id = 'Z'")
	if got[0] != "Existing Cat C customer, -0.5000" {
		t.Errorf("Z is %s", got[0])
	}
}

// The delta of a target is what changed since its own last acknowledged export.
func TestCRMDelta(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := priorities(t)
	s := Session(t, e)
	delta := func(target string) []string {
		t.Helper()
		return texts(t, s, "select customer_id || ': ' || change || ': ' || reason || ': ' || coalesce(old_label, '-') || ' > ' || coalesce(new_label, '-') from crm_delta('"+
			target+"') order by kind, customer_id")
	}
	if got := delta("zoho"); len(got) != 17 || !strings.HasPrefix(got[0], "Alpha: new: not told before: - > Existing Cat A customer") {
		t.Errorf("at first: %d rows, %v", len(got), got[0])
	}
	if _, err := e.ExportCRM(context.Background(), "zoho", drain); err != nil {
		t.Fatal(err)
	}
	if got := delta("zoho"); len(got) != 17 {
		t.Errorf("an export that is not acknowledged hides %d rows", 17-len(got))
	}
	exchange(t, e, "zoho")
	if got := delta("zoho"); len(got) != 0 {
		t.Errorf("right after the acknowledgement: %v", got)
	}
	if got := delta("dynamics"); len(got) != 17 {
		t.Errorf("another CRM knows already all but %d rows", len(got))
	}
	exec(t, s, "update prospects set estimated_annual_revenue = 600 where prospect_id = 'P4'")
	if got, want := delta("zoho"), "P4: tier: unrated to Cat A: promises 600.0000: Unrated prospect > Cat A prospect"; len(got) != 1 || got[0] != want {
		t.Errorf("after one estimate: %v", got)
	}
	exchange(t, e, "zoho")
	if got := delta("zoho"); len(got) != 0 {
		t.Errorf("after the second acknowledgement: %v", got)
	}
	// P3 becomes a customer's account, and Kai one with Judy
	exec(t, s, "update prospects set customer_id = 'Judy', converted_date = date '2025-12-30' where prospect_id = 'P3'")
	exec(t, s, "insert into customer_aliases (alias_id, customer_id) values ('Kai', 'Judy')")
	if _, err := e.Refresh(context.Background(), engine.RefreshOptions{Full: true}); err != nil {
		t.Fatal(err)
	}
	want := []string{"Kai: gone: merged, or no longer known: Unrated prospect > -", "P3: gone: converted, or no longer known: Cat C prospect > -"}
	if got := delta("zoho"); !slices.Equal(got, want) {
		t.Errorf("of accounts that are gone: %v", got)
	}
	exchange(t, e, "zoho")
	if got := delta("zoho"); len(got) != 0 {
		t.Errorf("what is gone comes back: %v", got)
	}
}

func TestWhoIs(t *testing.T) {
	t.Parallel()
	e := priorities(t)
	s := Session(t, e)
	columns, want := Expected(t, "priorities/who_is.csv")
	var got []Record
	asked := map[any]bool{}
	for _, row := range want {
		if key := row["asked"]; !asked[key] {
			asked[key] = true
			got = append(got, Query(t, s, fmt.Sprintf("select '%s' as asked, %s from who_is('%s')", key, strings.Join(columns[1:], ", "), key))...)
		}
	}
	for _, line := range Diff(want, got, []string{"asked", "contact_id"}, columns) {
		t.Error(line)
	}
	for i, key := range []string{"nobody@gmail.com", "tim@friends.example", "gmail.com", "123", "", "alpha"} {
		if rows := Query(t, s, fmt.Sprintf("from who_is('%s')", key)); len(rows) != 0 {
			t.Errorf("%d: %q finds %v", i, key, rows)
		}
	}
	if first := texts(t, s, "select contact_id from who_is('020 7946 0001')"); !slices.Equal(first, []string{"c1", "c7"}) {
		t.Errorf("the most important account does not come first: %v", first)
	}
	// a ledger that loses its contacts keeps none of their keys
	exec(t, s, "delete from contacts")
	if _, err := e.Refresh(context.Background(), engine.RefreshOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := len(Query(t, s, "from landscape_base.contact_keys")); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}

// A look-up reads part of a sorted table, not all of it, with a plan that scans nothing else.
func TestWhoIsIsAPointLookUp(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	loadText(t, e, "invoice_lines", nearTheCut)
	s := Session(t, e)
	exec(t, s, `insert into contacts by name select 'c' || i as contact_id, 'X' as customer_id, 'person' || i || '@company' || i % 25000 || '.example' as email
		from range(250000) as r(i)`)
	if _, err := e.Refresh(context.Background(), engine.RefreshOptions{}); err != nil {
		t.Fatal(err)
	}
	if rows := Query(t, s, "from who_is('person123456@company23456.example')"); len(rows) != 1 || rows[0]["contact_id"] != "c123456" {
		t.Fatalf("got %v", rows)
	}
	plan := strings.Join(texts(t, s, "explain select * from who_is('person123456@company23456.example')"), "\n")
	if n := strings.Count(plan, "contact_keys"); n != 1 || strings.Contains(plan, "JOIN") {
		t.Errorf("the plan reads contact_keys %d times, and joins:\n%s", n, plan)
	}
	sorted := texts(t, s, `select count(*) from (select key_hash < lag(key_hash) over (order by rowid) as falls from landscape_base.contact_keys) where falls`)
	if sorted[0] != "0" {
		t.Errorf("the keys are not sorted: they fall %s times", sorted[0])
	}
}

// loadText brings one table in from text.
func loadText(t *testing.T, e *engine.Engine, table, csv string) {
	t.Helper()
	path := t.TempDir() + "/" + table + ".csv"
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}, Into: table, OnOverlap: engine.OverlapAdd}); err != nil {
		t.Fatal(err)
	}
}

// exchange exports to a CRM and acknowledges.
func exchange(t *testing.T, e *engine.Engine, target string) {
	t.Helper()
	if _, err := e.ExportCRM(context.Background(), target, drain); err != nil {
		t.Fatal(err)
	}
	if _, err := e.AckCRM(context.Background(), target); err != nil {
		t.Fatal(err)
	}
}

func drain(r *engine.Result) error {
	for r.Next() {
	}
	return r.Err()
}

func exec(t *testing.T, s *engine.Session, statement string) {
	t.Helper()
	if _, err := s.Exec(context.Background(), statement, nil); err != nil {
		t.Fatalf("%v\n%s", err, statement)
	}
}

// texts returns the last column of every row as text.
func texts(t *testing.T, s *engine.Session, query string) []string {
	t.Helper()
	r, err := s.Query(context.Background(), query, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer r.Release()
	var all []string
	for r.Next() {
		column := r.Batch().Column(int(r.Batch().NumCols()) - 1)
		for i := range column.Len() {
			all = append(all, strings.Clone(column.ValueStr(i)))
		}
	}
	if err := r.Err(); err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return all
}
