package cli_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExitCodes(t *testing.T) {
	db := empty(t)
	for _, tc := range []struct {
		name   string
		args   []string
		code   int
		stderr []string // parts, in order
	}{
		{"done", []string{"query", db, "-c", "select 1"}, 0, nil},
		{"no rows", []string{"query", db, "-c", "from customers"}, 0, nil},
		{"help", []string{"--help"}, 0, nil},
		{"SQL error", []string{"query", db, "-c", "select\n  nope from customers"}, 1, []string{"error: ", `column "nope" does not exist`, "2 │   nope", "^"}},
		{"read-only", []string{"query", db, "--readonly", "-c", "delete from customers"}, 1, []string{"error: "}},
		{"timeout", []string{"query", db, "--timeout", "200ms", "-c", forever}, 1, []string{"gave up after 200ms (--timeout)"}},
		{"name that is not there", []string{"catalogue", db, "revenue_brige"}, 1, []string{"error: ", "try: landscape catalogue DB revenue_bridge"}},
		{"unknown command", []string{"qury"}, 2, []string{`no command "qury"`, "try: landscape query"}},
		{"unknown command far from all", []string{"xyzzy"}, 2, []string{"try: landscape help"}},
		{"unknown flag", []string{"query", "--mesure", "profit"}, 2, []string{"no flag --mesure", "try: --measure"}},
		{"unknown short flag", []string{"query", "-Z"}, 2, []string{"no flag -Z"}},
		{"unknown topic", []string{"help", "format"}, 2, []string{"try: landscape help formats"}},
		{"bad number", []string{"query", "--max-rows", "many", "-c", "select 1"}, 2, []string{`--max-rows is "many", which is not a whole number`}},
		{"bad format", []string{"query", "-o", "jsn", "-c", "select 1"}, 2, []string{"try: -o json"}},
		{"bad colour", []string{"version", "--color", "blue"}, 2, []string{`--color is "blue"`}},
		{"bad setting", []string{"query", db, "--measure", "profitt", "-c", "select 1"}, 2, []string{"measure", "profit"}},
		{"bad parameter", []string{"query", "-p", "since", "-c", "select 1"}, 2, []string{"NAME=VALUE"}},
		{"bad parameter type", []string{"query", "-p", "n:int=1.5", "-c", "select $n"}, 2, []string{`"1.5" is not a whole number`}},
		{"two databases", []string{"query", db, db, "-c", "select 1"}, 2, nil},
		{"json twice", []string{"query", "--json", "-o", "csv", "-c", "select 1"}, 2, []string{"contradict"}},
		{"missing SQL file", []string{"query", "-f", "nowhere.sql"}, 2, []string{"nowhere.sql"}},
		{"missing database", []string{"query", db + "x", "-c", "select 1"}, 4, []string{"error: ", "try: ", "landscape load"}},
		{"another program's file", []string{"query", file(t, "notes.txt", "some notes, none of them a database"), "-c", "select 1"}, 4, []string{"error: "}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := run(t, tc.args...)
			if o.code != tc.code {
				t.Errorf("exit %d, want %d\n%s", o.code, tc.code, o.stderr)
			}
			rest := o.stderr
			for _, part := range tc.stderr {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Errorf("standard error lacks %q:\n%s", part, o.stderr)
				}
				rest = after
			}
			if tc.code != 0 && o.stdout != "" {
				t.Errorf("an error wrote data: %q", o.stdout)
			}
		})
	}
}

func TestNoDatabase(t *testing.T) {
	o := runWith(t, []string{"LANDSCAPE_DB="}, "", "check")
	if o.code != 2 || !strings.Contains(o.stderr, "which database?") || !strings.Contains(o.stderr, "try: landscape check shop.duckdb") {
		t.Errorf("exit %d: %s", o.code, o.stderr)
	}
	if o := runWith(t, []string{"LANDSCAPE_DB="}, "", "query", "-c", "select tier(0.5) as t"); o.stdout != "t\nA\n" {
		t.Errorf("a query in memory: %q, %s", o.stdout, o.stderr)
	}
}

// forever runs for much longer than any test.
const forever = "select count(*) from range(1000000) as a, range(1000000) as b where a.range + b.range = -1"

func TestLockedDatabase(t *testing.T) {
	db := empty(t)
	cmd := command(t, nil, "query", db, "-", "-o", "csv")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args = append(cmd.Args, "-c", "select 'open'", "-c", forever)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stdin.Close()
	waitFor(t, stdout, "open")
	o := run(t, "query", db, "-c", "select 1")
	if o.code != 4 || !strings.Contains(o.stderr, "in use") || !strings.Contains(o.stderr, "try: ") {
		t.Errorf("exit %d: %s", o.code, o.stderr)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	must(t, "query", db, "-c", "select 1")
}

// waitFor reads lines until one is text, and then the rest in the background.
func waitFor(t *testing.T, r io.Reader, text string) {
	t.Helper()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if lines.Text() == text {
			go func() { _, _ = io.Copy(io.Discard, r) }() // ends with the process
			return
		}
	}
	t.Fatalf("the output ended before %q", text)
}

func TestInterrupt(t *testing.T) {
	db := empty(t)
	cmd := command(t, nil, "query", db, "-o", "csv", "-c", "begin", "-c", "insert into customers (customer_id) values ('A')",
		"-c", "select 'inserted'", "-c", forever)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, stdout, "inserted")
	started := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("Ctrl-C ends with %v, want exit code 130", err)
	}
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("the cancel took %s", took)
	}
	if !strings.HasSuffix(stderr.String(), "error: cancelled\n") {
		t.Errorf("standard error: %q", stderr.String())
	}
	if got := must(t, "query", db, "-c", "select count(*) as n from customers"); got != "n\n0\n" {
		t.Errorf("the transaction was not rolled back: %q", got)
	}
}

func TestClosedPipe(t *testing.T) {
	cmd := command(t, nil, "query", empty(t), "-o", "csv", "-c", "from range(100000000)")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 5)
	if _, err := io.ReadFull(stdout, head); err != nil || string(head) != "range" {
		t.Fatalf("read %q, %v", head, err)
	}
	stdout.Close()
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 141 || stderr.Len() > 0 {
		t.Errorf("ends with %v and %q, want exit code 141 and nothing", err, stderr.String())
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		t.Error("the process was ended by a signal instead of closing the database")
	}
}

func TestOnlyDataOnStdout(t *testing.T) {
	db := empty(t)
	o := run(t, "query", db, "-v", "-c", "insert into customers (customer_id) values ('A'), ('B')", "-c", "select customer_id from customers order by 1", "--max-rows", "1")
	if o.stdout != "customer_id\nA\n" {
		t.Errorf("standard output: %q", o.stdout)
	}
	if o.stderr != "inserted 2 rows\nnote: cut at 1 rows (--max-rows)\n" {
		t.Errorf("standard error: %q", o.stderr)
	}
	if o := run(t, "query", db, "-q", "-c", "delete from customers"); o.stdout+o.stderr != "" {
		t.Errorf("--quiet says %q", o.stdout+o.stderr)
	}
}

func TestFormats(t *testing.T) {
	sql := "select 2.50::decimal(9,2) as price, null as nothing, '' as blank, date '2025-12-31' as day, [1, 2] as list"
	for format, want := range map[string]string{
		"csv":      "price,nothing,blank,day,list\n2.50,,\"\",2025-12-31,\"[1,2]\"\n",
		"tsv":      "price\tnothing\tblank\tday\tlist\n2.50\t\t\t2025-12-31\t[1,2]\n",
		"json":     "[\n{\"price\":2.50,\"nothing\":null,\"blank\":\"\",\"day\":\"2025-12-31\",\"list\":[1,2]}\n]\n",
		"ndjson":   "{\"price\":2.50,\"nothing\":null,\"blank\":\"\",\"day\":\"2025-12-31\",\"list\":[1,2]}\n",
		"markdown": "| price | nothing | blank | day | list |\n| ---: | ---: | --- | --- | --- |\n| 2.50 | NULL |  | 2025-12-31 | [1,2] |\n",
	} {
		if got := must(t, "query", "-c", sql, "-o", format); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", format, got, want)
		}
	}
	if got, want := must(t, "query", "-c", sql, "--json"), must(t, "query", "-c", sql, "-o", "json"); got != want {
		t.Errorf("--json differs from -o json: %s", got)
	}
	if got := must(t, "query", "-c", "select 1000000 as n", "-o", "table"); strings.Contains(got, "\x1b") || !strings.Contains(got, "│ 1,000,000 │") {
		t.Errorf("table in a pipe:\n%s", got)
	}
	o := runWith(t, []string{"CLICOLOR_FORCE=1"}, "", "query", "-c", "select 1 as n", "-o", "table")
	if !strings.Contains(o.stdout, "\x1b[1m") {
		t.Errorf("CLICOLOR_FORCE gives no colour: %q", o.stdout)
	}
	for _, env := range [][]string{{"CLICOLOR_FORCE=1", "NO_COLOR=1"}, {"CLICOLOR_FORCE=0"}, {"TERM=dumb"}} {
		if o := runWith(t, env, "", "query", "-c", "select 1 as n", "-o", "table"); strings.Contains(o.stdout, "\x1b") {
			t.Errorf("%v gives colour: %q", env, o.stdout)
		}
	}
	if o := runWith(t, []string{"LANG=C"}, "", "query", "-c", "select 1 as n", "-o", "table"); !strings.Contains(o.stdout, "+---") {
		t.Errorf("a locale without UTF-8 gives %q", o.stdout)
	}
}

func TestErrorAfterFirstRows(t *testing.T) {
	sql := "select if(range < 5000000, range, error('late')::bigint) as n from range(6000000)"
	for _, format := range []string{"json", "csv"} {
		o := run(t, "query", "--threads", "1", "-c", sql, "-o", format)
		if o.code != 1 || !strings.Contains(o.stderr, "late") || !strings.Contains(o.stdout, "1") {
			t.Fatalf("%s: exit %d, %d bytes, %s", format, o.code, len(o.stdout), o.stderr)
		}
		if format == "json" && json.Valid([]byte(o.stdout)) {
			t.Error("a cut JSON array was closed")
		}
	}
}

func TestJSONError(t *testing.T) {
	o := run(t, "query", filepath.Join(t.TempDir(), "no.duckdb"), "-c", "select 1", "--json")
	var got struct {
		Error struct{ Kind, Message, Hint string }
	}
	if err := json.Unmarshal([]byte(o.stderr), &got); err != nil || got.Error.Kind != "database" || got.Error.Message == "" || got.Error.Hint == "" {
		t.Errorf("%v: %s", err, o.stderr)
	}
}
