package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// hundredth is an extract of 200 lines, one for each document; round tells what they are worth.
func hundredth(number, lines, round int) string {
	var b strings.Builder
	b.WriteString("source,invoice_id,line_no,customer_id,invoice_date,net_amount\n")
	start := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range lines {
		day := start.AddDate(0, 0, 28*number+i%28)
		fmt.Fprintf(&b, "erp,I%02d-%05d,1,C%04d,%s,%d.%02d\n", number, i, i*7919%997, day.Format(time.DateOnly), 10+(i*31+round)%900, i%100)
	}
	return b.String()
}

// Two days of loads, each of a hundredth of the ledger: the file grows by the data, and replaced and taken back loads give their room to the
// next ones.
func TestFileGrowsByItsDataAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const rounds, lines = 16, 500
	dir := t.TempDir()
	path := filepath.Join(dir, "shop.landscape")
	e, err := engine.Open(t.Context(), engine.Options{Path: path, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	load := func(e *engine.Engine, number, lines, round int) int64 {
		t.Helper()
		file := filepath.Join(dir, "extract.csv")
		if err := os.WriteFile(file, []byte(hundredth(number, lines, round)), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := e.Load(t.Context(), engine.LoadOptions{Paths: []string{file}})
		if err != nil {
			t.Fatal(err)
		}
		return s.LoadID
	}
	size := func(path string) int64 {
		t.Helper()
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	load(e, 0, 100*lines, 0)
	begun := size(path)
	for i := range rounds {
		load(e, i+1, lines, 0)
	}
	grown := size(path)
	for i := range rounds / 2 { // one that is taken back, and one that replaces what an earlier one brought
		if _, err := e.Unload(t.Context(), load(e, rounds+1+i, lines, 0)); err != nil {
			t.Fatal(err)
		}
		load(e, i+1, lines, 1)
	}
	ended := size(path)
	whole := filepath.Join(dir, "whole.landscape")
	if err := e.Compact(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d KiB with the first load, %d after %d more, %d after %d that replaced or were taken back, %d in a copy without free blocks",
		begun>>10, grown>>10, rounds, ended>>10, rounds, size(whole)>>10)
	const slack = 4 << 20 // tables hold whole blocks of 256 KiB, and a write needs free ones while what it replaces is still there
	if ended > 2*size(whole)+slack {
		t.Errorf("the file has %d bytes, its data %d", ended, size(whole))
	}
	if ended > grown+slack/2 {
		t.Errorf("loads that replaced others made the file grow from %d to %d bytes", grown, ended)
	}
}
