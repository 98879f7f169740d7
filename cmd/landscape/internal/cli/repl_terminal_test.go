//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// ready is the prompt on an empty line at the end of the screen.
const ready = `(?:^|\n)\S+> ?$`

// slow is a statement that takes minutes.
const slow = "select sum(hash(range)) from range(200000000000);"

// editors runs a test in the rich editor and in the basic one.
func editors(t *testing.T, test func(t *testing.T, start func(env ...string) *screen)) {
	for _, editor := range []string{"rich", "basic"} {
		t.Run(editor, func(t *testing.T) {
			db := empty(t)
			home := t.TempDir()
			test(t, func(env ...string) *screen {
				s := open(t, 80, 30, append([]string{"HOME=" + home}, env...), "repl", db, "--editor", editor)
				s.until(ready)
				return s
			})
		})
	}
}

func TestPasteRunsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("\x1b[200~select\t40 + 2 as a,\n\t'tab' as b;\nselect 'sec' || 'ond' as c;\x1b[201~")
		s.until(`as c;`)
		if text := s.text(); strings.Contains(text, "│") || strings.Contains(text, "second") || strings.Contains(text, "keyword") {
			t.Fatalf("the paste ran or completed something:\n%s", text)
		}
		s.keys("\r")
		s.until(`42 │ tab[\s\S]*second`)
	})
}

func TestRecallThreeLines(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select 11 as first,\r  22 as second,\r  33 as third;\r")
		s.until(`33 │[\s\S]*` + ready)
		s.keys("\x1b[A")
		s.until(`third;$`)
		s.keys(strings.Repeat("\x1b[D", 10) + "4")
		s.until(`334 as third;$`)
		if n := strings.Count(s.text(), "select 11 as first"); n != 2 {
			t.Errorf("the first line stands %d times on the screen, want it as typed and as recalled:\n%s", n, s.text())
		}
		s.keys("\r")
		s.until(`22 │ +334 │`)
	})
}

func TestRecallAfterRestart(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select 'é' as accent,\r  'zwei' as two;\r")
		s.until(`zwei +│[\s\S]*` + ready)
		s.keys(" select 'not stored';\r")
		s.until(`not stored +│[\s\S]*` + ready)
		s.keys("\x04")
		if code := s.exit(); code != 0 {
			t.Fatalf("exit code %d", code)
		}
		s = start()
		s.keys("\x1b[A")
		s.until(`two;$`)
		s.keys("\r")
		s.until(`é +│ zwei`)
	})
}

func TestLettersBeyondASCII(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select 'é ñ £ × ß' || '-' as latin;\r")
		s.until(`│ é ñ £ × ß- +│`)
		s.keys("select 'Ω' || 'я' as other;\r")
		s.until(`│ Ωя +│`)
	})
}

func TestInterruptStopsTheQuery(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys(slow + "\r")
		s.until(`running +\d`)
		pressed := time.Now()
		s.keys("\x03")
		s.until(`cancelled after \d+\.\d s\n` + `\S+>`)
		if took := time.Since(pressed); took > 1500*time.Millisecond {
			t.Errorf("the prompt was back after %v", took)
		}
		s.keys("select 6 * 7 as next;\r")
		s.until(`42 │`)
		s.keys("\x03")
		s.until(`Ctrl-D or \.quit`)
	})
}

func TestTypeAhead(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select count(*) as long from range(100000) a, range(2000) b where a.range + b.range = 77;\r")
		s.keys("select 'typed ' || 'ahead' as then_this;\r")
		s.until(`78 │[\s\S]*typed ahead`)
	})
}

func TestResize(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select 'a text of some length' as one, 'and another text' as two,")
		s.until(`two,$`)
		s.mu.Lock()
		s.term.Resize(50, 30)
		s.mu.Unlock()
		if err := pty.Setsize(s.pty, &pty.Winsize{Cols: 50, Rows: 30}); err != nil {
			t.Fatal(err)
		}
		s.keys(" 'a third' as three;\r")
		s.until(`1 row[\s\S]*` + ready)
		for line := range strings.SplitSeq(s.text(), "\n") {
			if n := len([]rune(line)); n > 50 {
				t.Errorf("a line has %d columns: %s", n, line)
			}
		}
		s.until(`a third`)
	})
}

func TestTransactionInPrompt(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("begin;\r")
		s.until(`shop\*>`)
		s.keys("select error('boom');\r")
		s.until(`try: rollback[\s\S]*shop!>`)
		s.keys("rollback;\r")
		s.until(`rolled back[\s\S]*shop>`)
		s.keys("begin;\r")
		s.until(`transaction begun[\s\S]*shop\*> *$`)
		s.keys("\x04")
		s.until(`Ctrl-D again leaves`)
		s.keys("\x04")
		if code := s.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
}

func TestAsksBeforeDrop(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("create table birds as from range(1200);\r")
		s.until(`created table birds`)
		s.keys("drop table birds;\r")
		s.until(`drop table birds with 1,200 rows\? \[y/N\]`)
		s.keys("n\r")
		s.until(`nothing was changed`)
		s.keys("delete from birds;\r")
		s.until(`delete 1,200 rows from birds\? \[y/N\]`)
		s.keys("y\r")
		s.until(`deleted 1,200 rows`)
	})
}

func TestTermination(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, editor := range []string{"rich", "basic", "plain"} {
		for name, typed := range map[string]string{"at the prompt": "select 1", "while a query runs": slow + "\r"} {
			t.Run(editor+" "+name, func(t *testing.T) {
				db := empty(t)
				s := open(t, 80, 30, nil, "repl", db, "--editor", editor)
				s.until(ready)
				s.keys(typed)
				if strings.HasSuffix(typed, "\r") {
					s.until(`running +\d`)
				} else {
					s.until(`select 1$`)
				}
				if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
					t.Fatal(err)
				}
				if code := s.exit(); code != 130 {
					t.Errorf("exit code %d, want 130", code)
				}
				if !s.isSane() {
					t.Error("the terminal was not put back")
				}
				if _, err := os.Stat(db + ".wal"); err == nil {
					t.Error("the database was not closed: it has a write-ahead log")
				}
			})
		}
	}
}

func TestPoorTerminals(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, tc := range []struct {
		name    string
		columns int
		env     []string
		args    []string
		plain   bool // holds no escape at all
	}{
		{"dumb", 80, []string{"TERM=dumb"}, nil, false},
		{"forty columns", 40, nil, nil, false},
		{"thirty columns", 30, nil, nil, false},
		{"no home", 80, []string{"HOME=/nonexistent/home"}, nil, false},
		{"home that cannot be written", 80, []string{"HOME=/proc"}, nil, false},
		{"no colour, plain", 80, []string{"NO_COLOR=1"}, []string{"--editor", "plain", "--no-progress"}, true},
		{"not UTF-8", 80, []string{"LANG=C"}, nil, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := open(t, tc.columns, 30, tc.env, append([]string{"repl", empty(t)}, tc.args...)...)
			s.until(`>\s*$`)
			s.keys("select 'wide' as first_column, 'wider' as second_column, 6 * 7 as answer;\r")
			s.until(`42[\s\S]*rows?[\s\S]*>$`)
			s.keys("\x04")
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			<-s.done
			if tc.plain && strings.Contains(s.bytes(), "\x1b") {
				t.Errorf("writes escapes: %q", s.bytes())
			}
			if !strings.Contains(strings.Join(tc.env, " "), "HOME=/") {
				home := filepath.Join(s.home(), ".local", "state", "landscape", "history.jsonl")
				if info, err := os.Stat(home); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("the history: %v, %v", info, err)
				}
			}
		})
	}
}

// TestBottomOfTheScreen wants every line of several answers where the terminal scrolls: an editor that loses count writes over them.
func TestBottomOfTheScreen(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, editor := range []string{"rich", "basic"} {
		t.Run(editor, func(t *testing.T) {
			s := open(t, 80, 12, nil, "repl", empty(t), "--editor", editor)
			s.until(ready)
			s.keys("from range(30);\r")
			s.until(`30 rows[^\n]*\n` + `shop> ?$`)
			s.keys(".count\r")
			s.until(`30 rows[^\n]*\n` + `shop> \.count\n` + `30\n` + `shop> ?$`)
			s.keys("select 'three' as a,\r 'lines' as b,\r 'typed' as c;\r")
			s.until(`three +│ lines +│ typed[\s\S]*1 row[^\n]*\n` + `shop> ?$`)
		})
	}
}
