package cli_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ledgerFile writes a ledger of so many lines, of which every customer has ten over three years.
func ledgerFile(t *testing.T, name string, first, lines int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "invoice_id,line_no,customer_id,invoice_date,product_id,net_amount")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := first; i < first+lines; i++ {
		fmt.Fprintf(w, "%d,1,customer-%06d,%s,product-%03d,%d.%02d\n", i, i%(lines/10), start.AddDate(0, 0, i*7919%1095).Format(time.DateOnly), i%97, 10+i*31%1000, i%100)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// sound holds a database to what a fault must leave: it passes its checks, and it has so many lines.
func sound(t *testing.T, db string, lines int) {
	t.Helper()
	whole(t, db, lines)
	if o := run(t, "check", db); o.code != 0 {
		t.Errorf("check: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}

// whole is the part of it that takes no time: it opens, and ledger and base tables have so many lines.
func whole(t *testing.T, db string, lines int) {
	t.Helper()
	if got := must(t, "query", db, "-o", "csv", "--no-header", "-c", "select count(*), (select sum(d.lines) from landscape_base.customer_days as d) from invoice_lines"); got != fmt.Sprintf("%d,%d\n", lines, lines) && (lines > 0 || got != "0,\n") {
		t.Errorf("the database holds %q, want %d lines", got, lines)
	}
}

// A process that is killed at any point leaves the database as it was before, or as it should be, and the next one does the work.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const first, more = 20_000, 20_000
	db := empty(t)
	must(t, "load", db, "-q", ledgerFile(t, "first.csv", 0, first))
	late := ledgerFile(t, "late.csv", first, more)
	folder := filepath.Join(t.TempDir(), "scores")
	exists := func(pattern string) func() bool {
		return func() bool {
			found, _ := filepath.Glob(pattern)
			return len(found) > 0
		}
	}
	grown := func(file string, by int64) func() bool {
		before := int64(0)
		if info, err := os.Stat(file); err == nil {
			before = info.Size()
		}
		return func() bool {
			info, err := os.Stat(file)
			return err == nil && info.Size() > before+by
		}
	}
	for _, tc := range []struct {
		name string
		args []string
		when func() bool // it is killed then
	}{
		{"a load that has only begun", []string{"load", db, late}, func() bool { return true }},
		{"a load that writes", []string{"load", db, late}, grown(db+".wal", 0)},
		{"a load that writes more", []string{"load", db, late}, grown(db+".wal", 100<<10)},
		{"a refresh", []string{"refresh", db, "--full"}, grown(db+".wal", 0)},
		{"a score into a folder", []string{"score", db, "--out", folder, "--rows-per-file", "250"}, exists(filepath.Join(filepath.Dir(folder), ".scores.partial", "manifest.json"))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cmd := command(t, nil, tc.args...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			killed := false
			for !killed {
				select {
				case <-ended:
					t.Log("it was done before it could be killed")
					killed = true
				default:
					if tc.when() {
						_ = cmd.Process.Kill() // it may have ended
						<-ended
						killed = true
						continue
					}
					time.Sleep(time.Millisecond)
				}
			}
			lines := first
			if strings.Contains(must(t, "query", db, "-o", "csv", "--no-header", "-c", "select count(*) from invoice_lines"), fmt.Sprint(first+more)) {
				lines += more // the commit was through
			}
			whole(t, db, lines)
			if lines > first {
				must(t, "unload", db, "-q", must(t, "query", db, "-o", "csv", "--no-header", "-c", "select max(load_id)::varchar from loads")[:1])
			}
		})
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder of scores stands there before it is complete")
	}
	s := scoreWith(t, db, "--out", folder, "--rows-per-file", "250")
	if s.Rows != first/10 || len(s.Files) != first/10/250 {
		t.Errorf("after that: %d rows in %d files", s.Rows, len(s.Files))
	}
	must(t, "load", db, "-q", late)
	sound(t, db, first+more)
}

// Too little memory, or too little room to spill, ends in a sentence, and leaves the database as it was.
func TestLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := empty(t)
	must(t, "load", db, "-q", ledgerFile(t, "first.csv", 0, 40_000))
	const spills = "select count(*) from (select distinct r.range as n from range(3000000) as r)"
	for _, tc := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"no room to spill", []string{"query", db, "--memory-limit", "64MB", "--max-temp", "2MB", "-c", spills}, 1, []string{"max_temp_directory_size", "--max-temp"}},
		{"room to spill", []string{"query", db, "--memory-limit", "64MB", "--threads", "1", "-c", spills}, 0, nil},
		{"a limit that no process fits in", []string{"score", db, "--memory-limit", "1MB", "--out", "x.csv"}, 2, []string{"64MB"}},
		{"a size that is none", []string{"score", db, "--max-temp", "much", "--out", "x.csv"}, 2, []string{"10GB"}},
	} {
		o := run(t, tc.args...)
		if o.code != tc.code {
			t.Errorf("%s: exit %d\n%s", tc.name, o.code, o.stderr)
		}
		for _, want := range tc.want {
			if !strings.Contains(o.stderr, want) {
				t.Errorf("%s: %q lacks %q", tc.name, o.stderr, want)
			}
		}
	}
	late := ledgerFile(t, "late.csv", 40_000, 60_000)
	o := run(t, "load", db, "--memory-limit", "64MB", "--max-temp", "1MB", late)
	switch {
	case o.code == 0:
		t.Log("a load of 60,000 lines does with 64 MB")
		whole(t, db, 100_000)
	case o.code != 1 || !strings.Contains(o.stderr, "try: "):
		t.Errorf("a load in too little memory: exit %d\n%s", o.code, o.stderr)
		fallthrough
	default:
		whole(t, db, 40_000)
	}
}

// A disk without room ends in a sentence and leaves the database as it was. The disk is one in memory, which takes the right to mount.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	disk := smallDisk(t, "24m")
	db := filepath.Join(disk, "shop.duckdb")
	if out, err := exec.Command("cp", empty(t), db).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	must(t, "load", db, "-q", ledgerFile(t, "first.csv", 0, 20_000))
	if o := run(t, "load", db, ledgerFile(t, "late.csv", 20_000, 200_000)); o.code != 1 || !strings.Contains(o.stderr, "free") {
		t.Errorf("a load that the disk has no room for: exit %d\n%s", o.code, o.stderr)
	}
	whole(t, db, 20_000)

	// a disk that is full already
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	out := filepath.Join(disk, "scores.csv")
	if o := run(t, "score", db, "--out", out); o.code != 1 || !strings.Contains(o.stderr, "space left") {
		t.Errorf("scores without room: exit %d\n%s", o.code, o.stderr)
	}
	if left, err := filepath.Glob(filepath.Join(disk, "*scores*")); err != nil || len(left) > 0 {
		t.Errorf("of the scores is left %v, %v", left, err)
	}
	if o := run(t, "refresh", db, "--full"); o.code == 0 {
		t.Log("a refresh found room in the file")
	} else if !strings.Contains(o.stderr, "try: ") {
		t.Errorf("a refresh without room: exit %d\n%s", o.code, o.stderr)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	whole(t, db, 20_000)
	must(t, "score", db, "-q", "--out", out)
}

// fill takes what is left of a disk.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(block)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
