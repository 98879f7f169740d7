package benchmarks_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks"
	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// The two halves are the whole, the second is a hundredth of it in the newest month, and no document lies in both.
func TestDatasetIsCutBetweenDocuments(t *testing.T) {
	d, err := benchmarks.NewDataset(benchmarks.Scale{Lines: 20_000, Customers: 400, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	read := func(path string) []byte {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	all, most, rest := read(d.Lines), read(d.Most), read(d.Rest)
	rest, ok := bytes.CutPrefix(rest, []byte(ledgergen.LinesHeader))
	if !ok || !bytes.Equal(append(most, rest...), all) {
		t.Fatal("the halves are not the whole")
	}
	if n := int64(bytes.Count(rest, []byte("\n"))); n != d.RestRows || n > d.Manifest.Lines/100 || n < d.Manifest.Lines/200 {
		t.Errorf("%d lines behind the cut, RestRows says %d", n, d.RestRows)
	}
	document := func(line string) string { return strings.Join(strings.Split(line, ",")[:2], ",") }
	before := map[string]bool{}
	for line := range strings.Lines(string(most)) {
		before[document(line)] = true
	}
	month := d.Manifest.LastDate[:len("2025-12")]
	for line := range strings.Lines(string(rest)) {
		if before[document(line)] {
			t.Fatalf("%s lies on both sides of the cut", document(line))
		}
		if !strings.Contains(line, ","+month+"-") {
			t.Fatalf("%q is not of the newest month", line)
		}
	}
	if err := d.Remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(d.Dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestScaleFromEnvironmentNamesEveryFault(t *testing.T) {
	t.Setenv("LANDSCAPE_BENCH_LINES", "many")
	t.Setenv("LANDSCAPE_BENCH_THREADS", "-1")
	t.Setenv("LANDSCAPE_BENCH_FIT_CUSTOMERS", "12")
	_, err := benchmarks.ScaleFromEnvironment()
	for _, name := range []string{"LANDSCAPE_BENCH_LINES", "LANDSCAPE_BENCH_THREADS", "LANDSCAPE_BENCH_FIT_CUSTOMERS"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}

func TestFigure(t *testing.T) {
	f := benchmarks.Figure{Name: "load", Seconds: []float64{3, 1, 5}, Peer: "bare", PeerTime: []float64{2, 1.5, 1, 5}, Target: 2}
	if f.Median() != 3 || f.Ratio() != 3/1.75 || !f.Met() {
		t.Errorf("median %v, ratio %v, met %v", f.Median(), f.Ratio(), f.Met())
	}
	if f.Target = 1.7; f.Met() || !strings.HasSuffix(f.String(), "target 1.70, not met") {
		t.Errorf("%s", f)
	}
	f = benchmarks.Figure{Name: "view", Seconds: []float64{0.02}, Within: 0.025}
	if !f.Met() || !strings.HasSuffix(f.String(), "20 ms, target 25 ms, met") {
		t.Errorf("%s", f)
	}
}
