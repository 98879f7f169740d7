package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
)

// TestReadsThatOutlastACommit loads more than a row group beside a download that a client has stopped to read, a statement in the
// background and short reads. The load does not wait for the download, the download shows in every row what it showed in the first, though
// each row counts anew, and nobody sees a state between the old one and the new one. That large commits are hidden is for TestCommitsBesideReads of
// the engine: at this size the moment in which a part could be seen is hardly ever met.
func TestReadsThatOutlastACommit(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const lines, rows = 130_000, 5_000
	d := writable(t)
	states := func() []string {
		t.Helper()
		state, err := d.ask(tablesState)
		if err != nil {
			t.Fatal(err)
		}
		return []string{state}
	}
	known := states()
	download, err := d.client.Get(d.url + "/v1/query.csv?header=0&q=" + url.QueryEscape(fmt.Sprintf(`with recursive counted as (
		select 0 as i, '' as filler, s.* from (%[1]s) as s
		union all
		select c.i + 1, repeat('x', 4000), s.* from counted as c cross join (%[1]s) as s where c.i < %[2]d) from counted`, tablesState, rows-1)))
	if err != nil {
		t.Fatal(err)
	}
	defer download.Body.Close()
	st := decoded[statement](t, d.do(http.MethodPost, "/v1/statements?wait_ms=0", "select s.* from (select sum(hash(i)) as h from range(60000000) as r(i)) as busy "+
		"cross join ("+tablesState+") as s where busy.h is not null", "Content-Type: application/sql"), http.StatusAccepted)
	end := d.watch(t, tablesState, tablesState)
	a := d.postLoad("source=big", manyLines(lines))
	seen := end()
	decoded[engine.LoadSummary](t, a, http.StatusCreated)
	known = append(known, states()...)
	if known[0] == known[1] {
		t.Fatalf("before and behind the load %s", known[0])
	}
	all, err := csv.NewReader(download.Body).ReadAll()
	if err != nil || len(all) != rows {
		t.Fatalf("the download has %d rows, want %d: %v", len(all), rows, err)
	}
	for _, row := range all {
		if got := strings.Join(row[2:], ","); got != known[0] {
			t.Fatalf("row %s of the download shows %s, want %s", row[0], got, known[0])
		}
	}
	for st.State != "done" {
		if st = decoded[statement](t, d.do(http.MethodGet, st.Links.Self+"?wait_ms=20000", ""), http.StatusOK); st.State == "failed" {
			t.Fatalf("%+v", st)
		}
	}
	seen.Store(strings.TrimSpace(d.do(http.MethodGet, st.Links.Result+"?format=csv&header=0", "").body), "the statement in the background")
	seen.Range(func(state, sql any) bool {
		if !slices.Contains(known, state.(string)) {
			t.Errorf("a read saw %s, which is none of %q: %s", state, known, sql)
		}
		return true
	})
	if _, ok := seen.Load(known[0]); !ok {
		t.Error("no read saw the state before the load")
	}
}
