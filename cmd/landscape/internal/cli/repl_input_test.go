//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSeveralStatements(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("select 'one' as a; select nope from range(1); select 'three' as c;\r")
		s.until(`one[\s\S]*"nope" does not exist in this query \(statement 2 of 3\)[\s\S]*` + ready)
		if strings.Contains(s.text(), "│ three") {
			t.Errorf("the statement behind the error ran:\n%s", s.text())
		}
	})
}

func TestTabInTheTerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	editors(t, func(t *testing.T, start func(...string) *screen) {
		s := start()
		s.keys("create table birds (wingspan integer, species varchar);\r")
		s.until(`created table birds[\s\S]*` + ready)
		s.keys("select 77;\r") // waits until the new table is known
		s.until(`77 │[\s\S]*` + ready)
		s.keys("select wing from bi")
		s.until(`from bi$`)
		s.keys("\t")
		s.until(`from birds *$`)
		s.keys(strings.Repeat("\x1b[D", len(" from birds ")))
		s.keys("\t")
		s.until(`select wingspan`)
		s.keys("\x05;\r")
		s.until(`0 rows`)
	})
}

func TestBreakOfTheLine(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for name, key := range map[string]string{"Alt-Enter": "\x1b\r", "Ctrl-O": "\x0f"} {
		t.Run(name, func(t *testing.T) {
			s := open(t, 80, 30, nil, "repl", empty(t), "--editor", "rich")
			s.until(ready)
			s.keys("select 1 as a;" + key + "select 2 as b;")
			s.until(`select 1 as a;\n +select 2 as b;`)
			if strings.Contains(s.text(), "│") {
				t.Errorf("the key ran something:\n%s", s.text())
			}
			s.keys("\r")
			s.until(`1 row[\s\S]*1 row`)
		})
	}
}

func TestSearchOfTheHistory(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	s := open(t, 80, 30, nil, "repl", empty(t), "--editor", "rich")
	s.until(ready)
	s.keys("select 'needle' as n,\r 1 as one;\r")
	s.until(`needle +│[\s\S]*` + ready)
	s.keys("select 2 as two;\r")
	s.until(`two[\s\S]*` + ready)
	s.keys("\x12need")
	s.until(`needle[^│]*needle`)
	for range 2 { // the editor may lose a key while the search draws its list; on an empty line Enter does nothing
		s.keys("\r")
		time.Sleep(500 * time.Millisecond)
	}
	s.until(`needle +│[\s\S]*needle +│`)
}

func TestInitFile(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	home := t.TempDir()
	folder := filepath.Join(home, ".config", "landscape")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "init.sql"), []byte("create temp table mine as select 'from init' as x;\n.rows 7\nselect\n  broken;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := empty(t)
	s := open(t, 80, 30, []string{"HOME=" + home}, "repl", db)
	s.until(`running \S+init\.sql[\s\S]*error: init\.sql:3[\s\S]*` + ready)
	s.keys("from mine;\r")
	s.until(`from init +│`)
	s.keys("\x04")
	s.exit()
	s = open(t, 80, 30, []string{"HOME=" + home}, "repl", db, "--no-init")
	s.until(ready)
	if strings.Contains(s.text(), "init.sql") {
		t.Errorf("--no-init runs it:\n%s", s.text())
	}
}

// TestInMemory starts without a database: the prompt is there before the database is.
func TestInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	s := open(t, 100, 30, []string{"LANDSCAPE_DB="})
	s.until(`in memory[\s\S]*memory> ?$`)
	s.keys("select count(*) as lines from invoice_lines;\r")
	s.until(`0 │`)
	s.keys(".quit 7\r")
	if code := s.exit(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
}

func TestShellInAPipe(t *testing.T) {
	db := empty(t)
	for _, tc := range []struct {
		name, input, stdout string
		code                int
		stderr              string
	}{
		{"statements and commands", "select 1 as a;\n.mode json\nselect 'x' as b", "a\n1\n[\n{\"b\":\"x\"}\n]\n", 0, ""},
		{"first error", "select 1 as a;\nselect nope;\nselect 2;", "a\n1\n", 1, "nope"},
		{"unknown command", ".tabels\nselect 1;", "", 2, "try: .tables"},
		{"prefix of a command", ".tab\nselect 1;", "", 2, "there is no command .tab"},
		{"what destroys", "create temp table t as select 1;\ndrop table t;", "", 2, "--yes"},
		{"exit code", "select 1 as a;\n.quit 9\n", "a\n1\n", 9, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := runWith(t, nil, tc.input, "repl", db)
			if o.code != tc.code || o.stdout != tc.stdout || !strings.Contains(o.stderr, tc.stderr) {
				t.Errorf("exit %d\n%s%s", o.code, o.stdout, o.stderr)
			}
			if strings.Contains(o.stdout+o.stderr, "\x1b") {
				t.Errorf("escapes in a pipe: %q", o.stdout+o.stderr)
			}
		})
	}
	if o := runWith(t, nil, "create temp table t as select 1;\ndrop table t;\nselect 5 as five;", "repl", db, "--yes"); o.code != 0 || o.stdout != "five\n5\n" {
		t.Errorf("--yes: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}
