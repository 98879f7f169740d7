package house

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/queries"
)

var update = flag.Bool("update", false, "write the table of README.md instead of comparing it")

const (
	catalogueOpens  = "<!-- catalogue -->\n"
	catalogueCloses = "<!-- /catalogue -->"
)

// TestREADMECatalogue compares the table of views, figures and macros with the headers of the SQL files; -update writes it.
func TestREADMECatalogue(t *testing.T) {
	text := read(t, "README.md")
	before, rest, found := strings.Cut(text, catalogueOpens)
	got, after, closed := strings.Cut(rest, catalogueCloses)
	if !found || !closed {
		t.Fatalf("README.md has no table between %q and %q", catalogueOpens, catalogueCloses)
	}
	want := catalogueTable(t)
	if got == want {
		return
	}
	if !*update {
		t.Fatal("the table of views in README.md differs from the headers under queries/; go test -run READMECatalogue -update writes it")
	}
	whole := before + catalogueOpens + want + catalogueCloses + after
	if err := os.WriteFile(filepath.Join(root(t), "README.md"), []byte(whole), 0o644); err != nil {
		t.Fatal(err)
	}
}

func catalogueTable(t *testing.T) string {
	t.Helper()
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	order := []queries.Kind{queries.Figure, queries.View, queries.TableMacro, queries.Macro}
	objects = slices.DeleteFunc(objects, func(o queries.Object) bool { return !slices.Contains(order, o.Kind) })
	slices.SortFunc(objects, func(a, b queries.Object) int {
		if d := slices.Index(order, a.Kind) - slices.Index(order, b.Kind); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	var b strings.Builder
	b.WriteString("| name | kind | grain | answers |\n|---|---|---|---|\n")
	for _, o := range objects {
		grain := o.Grain
		if grain == "" {
			grain = "one value"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, strings.ReplaceAll(string(o.Kind), "_", " "), grain, o.Summary)
	}
	return b.String()
}
