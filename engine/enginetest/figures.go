package enginetest

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
)

// CheckFigures compares queries with files of expected rows in a folder of testdata, each as a subtest. A case is the name of the
// file without .csv, whose header names the columns compared; the columns that tell rows apart, with blanks between; and what stands
// behind FROM.
func CheckFigures(t *testing.T, s *engine.Session, folder string, cases [][3]string) {
	t.Helper()
	for _, c := range cases {
		file, keys, from := c[0], strings.Fields(c[1]), c[2]
		t.Run(file, func(t *testing.T) {
			columns, want := Expected(t, folder+"/"+file+".csv")
			got := Query(t, s, "select "+strings.Join(columns, ", ")+" from "+from)
			for _, line := range Diff(want, got, keys, columns) {
				t.Error(line)
			}
		})
	}
}

// LoadFolder loads every file of a folder of testdata that bears the name of an input table, such as touches.csv, the lines last.
func LoadFolder(tb testing.TB, e *engine.Engine, folder string) {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(Testdata(tb, folder), "*.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range Query(tb, Session(tb, e), "select c.name from catalogue as c where c.kind = 'table' and c.columns[-1].name = 'load_id'") {
		known[r["name"].(string)] = true
	}
	table := func(path string) string { return strings.TrimSuffix(filepath.Base(path), ".csv") }
	paths = slices.DeleteFunc(paths, func(p string) bool { return !known[table(p)] })
	slices.SortStableFunc(paths, func(a, b string) int {
		return boolean(table(a) == "invoice_lines") - boolean(table(b) == "invoice_lines")
	})
	for _, path := range paths {
		if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}, Into: table(path)}); err != nil {
			tb.Fatalf("%s: %v", path, err)
		}
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AsOf sets the last day of a session.
func AsOf(tb testing.TB, s *engine.Session, day string) {
	tb.Helper()
	if err := s.Set(context.Background(), "as_of", day); err != nil {
		tb.Fatal(err)
	}
}
