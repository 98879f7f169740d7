package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisk is a disk in memory, which takes the right to mount.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted: %v; run the test as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	return disk
}

// runUntil starts the program, does something once a state is reached, and waits for the end. Where the program was done before, code is 0.
func runUntil(t *testing.T, reached func() bool, do func(*os.Process), args ...string) (code int, stderr string) {
	t.Helper()
	cmd := command(t, nil, args...)
	var text bytes.Buffer
	cmd.Stderr = &text
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for waiting := true; waiting; {
		select {
		case err := <-ended:
			t.Logf("it ended before: %v", err)
			return cmd.ProcessState.ExitCode(), text.String()
		case <-time.After(time.Millisecond):
			waiting = !reached()
		}
	}
	do(cmd.Process)
	<-ended
	return cmd.ProcessState.ExitCode(), text.String()
}

// larger tells whether a file that matches a pattern has more than so many bytes.
func larger(pattern string, bytes int64) func() bool {
	return func() bool {
		found, _ := filepath.Glob(pattern)
		for _, path := range found {
			if info, err := os.Stat(path); err == nil && info.Size() > bytes {
				return true
			}
		}
		return false
	}
}

// leftovers are the files and folders below a folder, but for those named.
func leftovers(t *testing.T, dir string, but ...string) (left []string) {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !strings.Contains(strings.Join(but, " "), f.Name()) {
			left = append(left, f.Name())
		}
	}
	return left
}

// Ctrl-C at any point of a score of files leaves neither scores nor the database that they were computed in.
func TestScoreLedgerInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ledger := ledgerFile(t, "lines.csv", 0, 60_000)
	for _, tc := range []struct {
		name    string
		pattern string // below the folder for temporary files
		bytes   int64
	}{
		{"when the folder is there", "landscape-score-*", 0},
		{"when it writes lines", "landscape-score-*/ledger.duckdb.wal", 10_000},
		{"when the lines are written", "landscape-score-*/ledger.duckdb", 1 << 20},
	} {
		t.Run(tc.name, func(t *testing.T) {
			temp, dir := t.TempDir(), t.TempDir()
			out := filepath.Join(dir, "scores.parquet")
			code, stderr := runUntil(t, larger(filepath.Join(temp, tc.pattern), tc.bytes), func(p *os.Process) { _ = p.Signal(os.Interrupt) },
				"score", "--ledger", ledger, "--out", out, "--temp-dir", temp)
			if code != 0 && code != 130 {
				t.Errorf("exit %d\n%s", code, stderr)
			}
			if left := leftovers(t, temp); len(left) > 0 {
				t.Errorf("in the folder for temporary files is left %v", left)
			}
			if left := leftovers(t, dir); code == 130 && len(left) > 0 {
				t.Errorf("beside the scores is left %v", left)
			}
			if code == 130 && strings.Contains(stderr, "goroutine") {
				t.Errorf("%s", stderr)
			}
		})
	}
}

// A disk that fills up while something runs ends in a sentence that says what to do, and leaves the database as it was.
func TestDiskFillsUp(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	disk := smallDisk(t, "40m")
	filler := filepath.Join(disk, "filler")
	free := func() {
		t.Helper()
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
	said := func(what string, code int, stderr string) {
		t.Helper()
		if code != 1 || !strings.Contains(stderr, "try: ") || !strings.Contains(strings.ToLower(stderr), "free") {
			t.Errorf("%s: exit %d\n%s", what, code, stderr)
		}
	}
	ledger := ledgerFile(t, "lines.csv", 0, 60_000)

	// scores of files: the database that they are computed in lies on the disk
	temp, dir := filepath.Join(disk, "temp"), t.TempDir()
	if err := os.Mkdir(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "scores.parquet")
	code, stderr := runUntil(t, larger(filepath.Join(temp, "landscape-score-*", "ledger.duckdb"), 0), func(*os.Process) { fill(t, filler) },
		"score", "--ledger", ledger, "--out", out, "--temp-dir", temp)
	said("scores of files", code, stderr)
	if left := append(leftovers(t, temp), leftovers(t, dir)...); len(left) > 0 {
		t.Errorf("scores of files leave %v", left)
	}
	free()

	// a refresh that keeps the rows of the views for the first time, for which the file has no room
	db := filepath.Join(disk, "shop.duckdb")
	if text, err := exec.Command("cp", empty(t), db).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	must(t, "load", db, "-q", ledger)
	fill(t, filler)
	o := run(t, "set", db, "keep_views", "always")
	said("a refresh", o.code, o.stderr)
	out = filepath.Join(disk, "scores.parquet")
	o = run(t, "score", db, "--out", out)
	said("scores", o.code, o.stderr)
	free()
	if left := leftovers(t, disk, "temp", "shop.duckdb"); len(left) > 0 {
		t.Errorf("on the disk is left %v", left)
	}
	whole(t, db, 60_000)
	if got := must(t, "query", db, "-o", "csv", "--no-header", "-c", "select count(*) from settings where name = 'keep_views'"); got != "0\n" {
		t.Errorf("the setting was kept: %s", got)
	}
	must(t, "set", db, "-q", "keep_views", "always")
	sound(t, db, 60_000)
}

// Too little memory and too little room to spill end a refresh and a score in a sentence that names the flags, and leave the database as it
// was.
func TestRefreshAndScoreWithinLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const lines = 200_000
	db := empty(t)
	must(t, "load", db, "-q", ledgerFile(t, "lines.csv", 0, lines))
	dir := t.TempDir()
	out := filepath.Join(dir, "scores.parquet")
	for _, args := range [][]string{
		{"refresh", db, "--full"},
		{"score", db, "--out", out},
		{"fit", db},
	} {
		for _, limit := range [][]string{{"--memory-limit", "64MB", "--max-temp", "1MB"}, {"--memory-limit", "64MB"}} {
			what := fmt.Sprint(args[0], limit)
			o := run(t, append(append([]string{}, args...), limit...)...)
			switch {
			case o.code == 0:
				t.Logf("%s: it is enough", what)
			case o.code != 1 || !strings.Contains(o.stderr, "--memory-limit") && !strings.Contains(o.stderr, "--max-temp"):
				t.Errorf("%s: exit %d\n%s", what, o.code, o.stderr)
			case strings.Contains(o.stderr, "SET ") || strings.Contains(o.stderr, "PRAGMA "):
				t.Errorf("%s: the advice is for another program: %s", what, o.stderr)
			default:
				t.Logf("%s: %s", what, o.stderr)
			}
			if left := leftovers(t, dir); o.code != 0 && len(left) > 0 {
				t.Errorf("%s leaves %v", what, left)
			}
			whole(t, db, lines)
		}
	}
	must(t, "score", db, "-q", "--out", out)
}
