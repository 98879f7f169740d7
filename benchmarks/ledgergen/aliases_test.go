package ledgergen_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// With the ids of merged accounts read as those of their customers, a ledger that has them is the one without, and each account has lines up
// to a day behind which its customer has them.
func TestMergedAccounts(t *testing.T) {
	dir := t.TempDir()
	m, err := newLedger(t, ledgergen.Config{Lines: 20_000, Customers: 1000, Merged: true}).WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := os.ReadFile(filepath.Join(dir, ledgergen.LinesFile))
	if err != nil {
		t.Fatal(err)
	}
	customers := map[string]string{}
	for _, row := range readCSV(t, filepath.Join(dir, ledgergen.AliasesFile))[1:] {
		customers[row[0]] = row[1]
	}
	if n := len(customers); n < 10 || n > 40 {
		t.Errorf("%d of 1,000 customers were two accounts once, 20 are expected", n)
	}
	seen := map[string]bool{}
	var back strings.Builder
	for line := range strings.Lines(string(merged)) {
		cells := strings.Split(line, ",")
		if customer, ok := customers[cells[3]]; ok {
			seen[cells[3]] = true
			if seen[customer] {
				t.Errorf("%s stands behind the first line of %s", strings.TrimSpace(line), customer)
			}
			cells[3] = customer
		} else {
			seen[cells[3]] = true
		}
		back.WriteString(strings.Join(cells, ","))
	}
	plain, want := linesOf(t, ledgergen.Config{Lines: 20_000, Customers: 1000})
	if !bytes.Equal(plain, []byte(back.String())) {
		t.Error("another ledger came out")
	}
	if want.Rows = m.Rows; m != want {
		t.Errorf("manifest %+v, want %+v", m, want)
	}
}
