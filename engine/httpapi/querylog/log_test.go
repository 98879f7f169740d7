package querylog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, dir string, opts querylog.Options) *querylog.Log {
	t.Helper()
	log, err := querylog.Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return log
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, log *querylog.Log, f querylog.Filter) []querylog.Query {
	t.Helper()
	found, err := log.Read(f)
	must(t, err)
	return found
}

// TestReadPairs writes with two processes' logs, the first of which dies with a query running and half a line written.
func TestReadPairs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	first := open(t, dir, querylog.Options{})
	must(t, first.Start(noon, querylog.Start{ID: "a", Key: "k1", SQL: "from landscape", Tag: "nightly", Route: "POST /v1/query"}))
	must(t, first.Start(noon.Add(time.Second), querylog.Start{ID: "b", Key: "k2", SQL: "select ?"}))
	must(t, first.End(noon.Add(2*time.Second), querylog.End{ID: "a", Status: 200, Rows: 7, Queued: 5 * time.Millisecond,
		Total: 2 * time.Second}))
	must(t, first.Close())
	name := filepath.Join(dir, "queries-000001.ndjson")
	file, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteString(`{"event":"end","query_id":"b"`)
	must(t, err)
	must(t, file.Close())
	second := open(t, dir, querylog.Options{})
	must(t, second.Start(noon.Add(time.Minute), querylog.Start{ID: "c", Key: "k1"}))
	must(t, second.Start(noon.Add(time.Minute), querylog.Start{ID: "d", Key: "k1"}))
	must(t, second.End(noon.Add(2*time.Minute), querylog.End{ID: "d", Status: 504, Code: "TIMEOUT", Total: time.Minute}))

	all := read(t, second, querylog.Filter{})
	var got []string
	for _, q := range all {
		got = append(got, q.ID+" "+q.State)
	}
	if want := "a done, d failed, b lost, c running"; strings.Join(got, ", ") != want {
		t.Fatalf("the log says %s, not %s", strings.Join(got, ", "), want)
	}
	a := all[0]
	if !a.StartedAt.Equal(noon) || !a.EndedAt.Equal(noon.Add(2*time.Second)) || a.End.Rows != 7 || a.End.Status != 200 ||
		a.End.Queued != 5*time.Millisecond || a.End.Total != 2*time.Second ||
		a.Key != "k1" || a.Tag != "nightly" || a.SQL != "from landscape" || a.Route != "POST /v1/query" {
		t.Errorf("a is read back as %+v", a)
	}
	for _, c := range []struct {
		name   string
		filter querylog.Filter
		want   string
	}{
		{"key", querylog.Filter{Key: "k2"}, "b"},
		{"id", querylog.Filter{ID: "c"}, "c"},
		{"code", querylog.Filter{Code: "TIMEOUT"}, "d"},
		{"state", querylog.Filter{State: querylog.Lost}, "b"},
		{"tag", querylog.Filter{Tag: "nightly"}, "a"},
		{"contains", querylog.Filter{Contains: "LANDSCAPE"}, "a"},
		{"since", querylog.Filter{Since: noon.Add(time.Minute)}, "d c"},
		{"until", querylog.Filter{Until: noon.Add(time.Second)}, "a"},
		{"duration", querylog.Filter{MinTotal: 3 * time.Second}, "d"},
		{"the newest", querylog.Filter{Limit: 2}, "b c"},
		{"nothing", querylog.Filter{Key: "k3"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ids []string
			for _, q := range read(t, second, c.filter) {
				ids = append(ids, q.ID)
			}
			if got := strings.Join(ids, " "); got != c.want {
				t.Errorf("selects %q, not %q", got, c.want)
			}
		})
	}
}

func TestFilesAreBoundedAndPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	log := open(t, dir, querylog.Options{FileBytes: 1000, Files: 3})
	for i := range 100 {
		id := fmt.Sprint(i)
		must(t, log.Start(noon, querylog.Start{ID: id, SQL: strings.Repeat("x", 200)}))
		must(t, log.End(noon, querylog.End{ID: id}))
	}
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 3 {
		t.Errorf("%d files are kept, not 3", len(entries))
	}
	for _, e := range entries {
		info, err := e.Info()
		must(t, err)
		if info.Size() > 1000 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has %d bytes and mode %v", e.Name(), info.Size(), info.Mode())
		}
	}
	info, err := os.Stat(dir)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v", info.Mode())
	}
	found := read(t, log, querylog.Filter{})
	if last := found[len(found)-1]; last.ID != "99" || last.State != querylog.Done {
		t.Errorf("the last is %+v", last)
	}
	must(t, log.Close())
	if err := log.Start(noon, querylog.Start{ID: "late"}); err == nil {
		t.Error("a closed log takes a line")
	}
}
