package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuerySources(t *testing.T) {
	script := file(t, "a.sql", "\ufeffselect 'file; one' as x;\n\n-- a comment\nselect 'file two' as x;\n")
	o := runWith(t, nil, "select 'stdin' as x", "query", "--no-header", "-c", "select 'first' as x", "-f", script, "-c", "select 'last' as x", "-")
	if want := "first\nfile; one\nfile two\nlast\nstdin\n"; o.stdout != want || o.code != 0 {
		t.Errorf("exit %d: %q, want %q\n%s", o.code, o.stdout, want, o.stderr)
	}
	if o := runWith(t, nil, "select 'piped' as x"); o.stdout != "x\npiped\n" {
		t.Errorf("SQL piped into the bare command: %q, %s", o.stdout, o.stderr)
	}
}

func TestQueryStopsAtFirstError(t *testing.T) {
	script := file(t, "b.sql", "select 1 as x;\n\nselect\n  nope;\nselect 3 as x;")
	o := run(t, "query", "-f", script)
	if o.code != 1 || o.stdout != "x\n1\n" || !strings.Contains(o.stderr, "b.sql:3: ") || !strings.Contains(o.stderr, "4 │") {
		t.Errorf("exit %d: %q\n%s", o.code, o.stdout, o.stderr)
	}
}

func TestQueryParameters(t *testing.T) {
	got := must(t, "query", "-p", "n=17850", "-p", "id:text=17850", "-p", "d=2.50", "-p", "day=2025-12-31", "-p", "b=true",
		"-p", "s=O'Hara; drop", "-o", "json",
		"-c", "select $n + 1 as n, $id as id, $d as d, typeof($day) as day, $b as b", "-c", "select $s as s, '$n' as quoted")
	want := "[\n{\"n\":17851,\"id\":\"17850\",\"d\":2.50,\"day\":\"DATE\",\"b\":true}\n]\n[\n{\"s\":\"O'Hara; drop\",\"quoted\":\"$n\"}\n]\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if o := run(t, "query", "-c", "select $missing"); o.code == 0 || !strings.Contains(o.stderr, "missing") {
		t.Errorf("a parameter without a value: exit %d, %s", o.code, o.stderr)
	}
}

func TestQuerySettings(t *testing.T) {
	db := empty(t)
	sql := "select getvariable('landscape_measure') as m"
	for _, tc := range []struct {
		name string
		env  []string
		args []string
		want string
	}{
		{"default", nil, nil, "m\n\n"},
		{"flag", nil, []string{"--measure", "profit"}, "m\nprofit\n"},
		{"environment", []string{"LANDSCAPE_MEASURE=contribution"}, nil, "m\ncontribution\n"},
		{"flag over environment", []string{"LANDSCAPE_MEASURE=contribution"}, []string{"--measure", "profit"}, "m\nprofit\n"},
		{"database from the environment", []string{"LANDSCAPE_DB=" + db}, []string{"-"}, "m\n\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			args := append([]string{"query", db, "-c", sql}, tc.args...)
			if tc.args != nil && tc.args[0] == "-" {
				args = []string{"query", "-c", sql}
			}
			if o := runWith(t, tc.env, "", args...); o.stdout != tc.want {
				t.Errorf("got %q, want %q\n%s", o.stdout, tc.want, o.stderr)
			}
		})
	}
	if o := runWith(t, []string{"LANDSCAPE_MAX_ROWS=x"}, "", "query", "-c", sql); o.code != 2 || !strings.Contains(o.stderr, "LANDSCAPE_MAX_ROWS") {
		t.Errorf("a wrong variable: exit %d, %s", o.code, o.stderr)
	}
	if o := runWith(t, []string{"LANDSCAPE_JSON=1"}, "", "query", "-c", "select 1 as n"); o.stdout != "[\n{\"n\":1}\n]\n" {
		t.Errorf("LANDSCAPE_JSON=1 gives %q", o.stdout)
	}
}

func TestSettingFlagsAreTheEngines(t *testing.T) {
	listed := must(t, "query", empty(t), "--no-header", "-c",
		"select 'LANDSCAPE_' || upper(d.name) from landscape_base.setting_defaults as d where d.applies = 'query' order by 1")
	help := must(t, "help", "environment")
	for _, name := range strings.Fields(listed) {
		if !strings.Contains(help, "  "+name+" ") {
			t.Errorf("the engine's setting %s has no flag", name)
		}
	}
	settings := must(t, "help", "settings")
	if got, want := strings.Count(settings, "\n  --"), len(strings.Fields(listed)); got != want {
		t.Errorf("%d settings have flags, the engine has %d", got, want)
	}
}

func TestAtomicOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "top.csv")
	must(t, "query", "-c", "select 1 as x", "--out", out)
	if o := run(t, "query", "-c", "select 2 as x", "--out", out); o.code != 2 || !strings.Contains(o.stderr, "try: --force") {
		t.Errorf("an existing file: exit %d, %s", o.code, o.stderr)
	}
	if o := run(t, "query", "-c", "select error('no') as x", "--out", out, "--force"); o.code != 1 {
		t.Errorf("a failing query: exit %d", o.code)
	}
	content(t, out, "x\n1\n")
	must(t, "query", "-c", "select 3 as x", "--out", out, "--force")
	content(t, out, "x\n3\n")
	must(t, "query", "-c", "select 4.50::decimal(5,2) as x", "--out", filepath.Join(dir, "top.parquet"))
	if got := must(t, "query", "--no-header", "-c", "select typeof(x), x from '"+filepath.Join(dir, "top.parquet")+"'"); got != "\"DECIMAL(5,2)\",4.50\n" {
		t.Errorf("the Parquet file holds %q", got)
	}
	if o := run(t, "query", "-c", "select 1", "-c", "select 2", "--out", filepath.Join(dir, "two.parquet")); o.code != 2 {
		t.Errorf("two results in one Parquet file: exit %d, %s", o.code, o.stderr)
	}
	for name, code := range map[string]int{"report": 2, filepath.Join("none", "x.csv"): 2} {
		if o := run(t, "query", "-c", "select 1", "--out", filepath.Join(dir, name)); o.code != code {
			t.Errorf("--out %s: exit %d, %s", name, o.code, o.stderr)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 2 {
		t.Errorf("files left behind: %v", left)
	}
}

func TestOutputIsNotTheDatabase(t *testing.T) {
	db := empty(t)
	if o := run(t, "query", db, "-c", "select 1", "--out", db, "--force", "-o", "csv"); o.code != 2 || !strings.Contains(o.stderr, "database itself") {
		t.Errorf("exit %d, %s", o.code, o.stderr)
	}
}

func content(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

func TestVersionAndCompletion(t *testing.T) {
	if got := must(t, "version"); !strings.HasPrefix(got, "landscape ") || !strings.Contains(got, "DuckDB 1.") {
		t.Errorf("version: %q", got)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := must(t, "completion", shell); len(got) < 500 {
			t.Errorf("%s completion has %d bytes", shell, len(got))
		}
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	help := must(t, "help")
	for _, name := range []string{"load", "loads", "unload", "refresh", "set", "compact", "query", "check", "catalogue", "demo", "version", "help", "completion"} {
		if !strings.Contains(help, "\n  "+name+" ") {
			t.Errorf("help lacks %s", name)
		}
		if got := must(t, "help", name); !strings.Contains(got, "Usage:\n  landscape "+name) {
			t.Errorf("help %s: %q", name, got)
		}
	}
	for _, topic := range []string{"exit-codes", "formats", "environment", "settings"} {
		if got := must(t, "help", topic); len(got) < 300 {
			t.Errorf("help %s has %d bytes", topic, len(got))
		}
	}
}
