package cli_test

import (
	"syscall"
	"testing"
)

// TestLargeResultStaysSmall shows twenty million rows: they are counted as far as they are read, and never held.
func TestLargeResultStaysSmall(t *testing.T) {
	s := open(t, 80, 60, nil, "repl", empty(t), "--editor", "plain")
	s.until(`shop> ?$`)
	s.keys("select range as n, 'a text for every row' as t, range * 2.5 as x from range(20000000);\n")
	s.until(`1,000,000\+ rows[\s\S]*shop> ?$`)
	s.keys(".count\n")
	s.until(`20,000,000[\s\S]*shop> ?$`)
	s.keys("\x04")
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	peak := s.cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
	t.Logf("peak memory %d MB", peak)
	if peak > 200 {
		t.Errorf("the process took %d MB, want at most 200", peak)
	}
}
