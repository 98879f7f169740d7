package benchmarks_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks"
)

// Every case is well formed, and every row of the targets is shown by one.
func TestCases(t *testing.T) {
	cases, err := benchmarks.Cases()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, c := range cases {
		shown[c.Row] = true
		if c.Row != "" && !c.ShowsTarget() {
			t.Errorf("%s shows %q and no target", c.Name, c.Row)
		}
		if c.Does == "figure" {
			shown["default views"], shown["any view at another as_of"] = true, true
		}
	}
	for _, row := range benchmarks.Rows {
		if !shown[row] {
			t.Errorf("no case shows %q", row)
		}
	}
	if _, err := benchmarks.Select("no such case"); err == nil {
		t.Error("a pattern that nothing matches is accepted")
	}
	for _, c := range must(benchmarks.Select("")) {
		if c.Asked {
			t.Errorf("%s runs without being asked for", c.Name)
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func result(name, row string, f benchmarks.Figure) benchmarks.CaseResult {
	f.Name, f.Row = name, row
	return benchmarks.CaseResult{Case: name, Runs: len(f.Seconds), Figures: []benchmarks.Figure{f}}
}

// load takes 3 of 2 and misses 1.4; fit takes 2 s of 3 s and meets it.
func twoCases() benchmarks.Results {
	r := benchmarks.NewResults(benchmarks.Scale{Lines: 1000, Customers: 20})
	r.Put(result("fit_mbg", benchmarks.Rows[4], benchmarks.Figure{Seconds: []float64{2}, Within: 3}))
	r.Put(result("load_csv", benchmarks.Rows[0], benchmarks.Figure{Seconds: []float64{3}, Peer: "bare", PeerTime: []float64{2}, Target: 1.4, Peak: 5 << 20}))
	return r
}

func TestVerdicts(t *testing.T) {
	r := twoCases()
	if r.Cases[0].Case != "load_csv" {
		t.Errorf("the first case is %s", r.Cases[0].Case)
	}
	v := r.Verdicts()
	if len(v) != 2 || v[0].Met != 0 || v[1].Met != 1 || v[0].Row != benchmarks.Rows[0] {
		t.Fatalf("%+v", v)
	}
	for i, want := range []string{"1.5 x (load_csv), target 1.40, not met (0 of 1)", "2 s (fit_mbg), target 3 s, met (1 of 1)"} {
		if !strings.HasSuffix(v[i].String(), want) {
			t.Errorf("%s does not end with %s", v[i], want)
		}
	}
}

func TestResultsGoOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "results.json")
	r := twoCases()
	if err := r.Write(path); err != nil {
		t.Fatal(err)
	}
	same, err := benchmarks.NewResults(benchmarks.Scale{Lines: 1000, Customers: 20}).Continue(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := same.Find("load_csv"); !ok || len(same.Cases) != 2 {
		t.Errorf("%+v", same)
	}
	failed := benchmarks.CaseResult{Case: "load_csv", Error: "no"}
	same.Put(failed)
	if _, ok := same.Find("load_csv"); ok || len(same.Cases) != 2 {
		t.Error("a case that failed counts as measured")
	}
	if _, err := benchmarks.NewResults(benchmarks.Scale{Lines: 2000}).Continue(path); err == nil || !strings.Contains(err.Error(), "scale") {
		t.Errorf("another scale: %v", err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := benchmarks.ReadResults(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a damaged file: %v", err)
	}
}

func TestCompare(t *testing.T) {
	before, after := twoCases(), twoCases()
	after.Put(result("load_csv", "", benchmarks.Figure{Seconds: []float64{4}, Peak: 7 << 20}))
	after.Put(result("fit_mbg", "", benchmarks.Figure{Seconds: []float64{1}}))
	var out strings.Builder
	slower, err := benchmarks.Compare(&out, before, after)
	if err != nil || slower != 1 {
		t.Fatalf("%d slower, %v", slower, err)
	}
	for _, want := range []string{"3 s -> 4 s, 1.33 x, slower, memory 5 MB -> 7 MB", "2 s -> 1 s, 0.50 x, faster"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s\nlacks %s", out.String(), want)
		}
	}
	after.Scale.Lines++
	if _, err := benchmarks.Compare(&out, before, after); err == nil {
		t.Error("two scales are compared")
	}
	if _, err := benchmarks.Compare(&out, before, benchmarks.NewResults(benchmarks.Scale{Lines: 1000, Customers: 20})); err == nil {
		t.Error("nothing in common is no fault")
	}
}

// At 1 M and 10 M lines n log n grows with the exponent 1 + log(16.118 / 13.816) / log 10 = 1.0669.
func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		last, exponent float64
		fault          bool
	}{{10, 1, false}, {11.66, 1.0667, false}, {20, 1.3010, true}} {
		g := benchmarks.Growth{Lines: []int64{100_000, 1_000_000, 10_000_000}, Seconds: []float64{0.5, 1, c.last}}
		g.Judge()
		if math.Abs(g.Exponent-c.exponent) > 1e-4 || math.Abs(g.Bound-1.0669-0.15) > 1e-4 || g.Fault != c.fault {
			t.Errorf("%+v, want exponent %v and fault %v", g, c.exponent, c.fault)
		}
	}
}

func TestInsert(t *testing.T) {
	page := "above\n<!-- figures: written by landscape bench --readme -->\nold\n<!-- end of figures -->\nbelow\n"
	section := twoCases().Markdown("results.json")
	got, err := benchmarks.Insert(page, section)
	if err != nil || !strings.HasPrefix(got, "above\n") || !strings.HasSuffix(got, "\nbelow\n") || strings.Contains(got, "old") {
		t.Fatalf("%v\n%s", err, got)
	}
	again, err := benchmarks.Insert(got, section)
	if err != nil || again != got {
		t.Errorf("a second time differs: %v", err)
	}
	// 1.5 is half a doubling above 1, which is one mark
	for _, want := range []string{"| load_csv | 1.5 x | 1.40 | 0 of 1 met |", "|# "} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %q", got, want)
		}
	}
	if _, err := benchmarks.Insert("a page", section); err == nil {
		t.Error("a page without marks is accepted")
	}
}
