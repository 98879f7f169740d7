package repl_test

import (
	"context"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestFaults runs statements that fail and wants what a person sees of it.
func TestFaults(t *testing.T) {
	s := enginetest.Session(t, enginetest.Open(t))
	if _, err := s.Exec(context.Background(), "CREATE TEMP TABLE birds (wingspan INTEGER, species VARCHAR)", nil); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		sql  string
		line int
		want string
	}{
		{"select\n  species,\n\twingspann,\n from birds", 1, `column "wingspann" does not exist in this query
  3 │  wingspann,
    │  ^^^^^^^^^ did you mean wingspan?
`},
		{"select '日本語 é', nope from birds", 7, `column "nope" does not exist in this query
  7 │ select '日本語 é', nope from birds
    │                    ^^^^
`},
		{"from birdz", 1, `table "birdz" does not exist
  1 │ from birdz
    │      ^^^^^ did you mean birds?
`},
		{"select 'open", 1, `unterminated quoted string at or near "'open"
  1 │ select 'open
    │        ^^^^^
`},
		{"select 1 +", 1, "syntax error at end of input\n"},
		{"select species, count(*) from birds", 1, `column "species" must appear in the GROUP BY clause or must be part of an aggregate function.
  Either add it to the GROUP BY list, or use "ANY_VALUE(species)" if the exact value of "species" is not important.
  1 │ select species, count(*) from birds
    │        ^^^^^^^
try: group by all
`},
		{"select sum(species) from birds", 1, `No function matches the given name and argument types 'sum(VARCHAR)'. You might need to add explicit type casts.
  1 │ select sum(species) from birds
    │        ^^^
try: a cast of the text, as in amount::decimal(18,2)
`},
	} {
		result, err := s.Query(context.Background(), tc.sql, nil)
		if err == nil {
			result.Release()
			t.Errorf("%q does not fail", tc.sql)
			continue
		}
		var b strings.Builder
		fault := repl.Explain(err.Error(), tc.sql, tc.line)
		repl.WriteError(&b, render.Style{}, fault.Message, fault, fault.Hint)
		if got := b.String(); got != "error: "+tc.want {
			t.Errorf("%q:\n%s\nwant:\n%s", tc.sql, got, tc.want)
		}
	}
}

// TestFaultFitsTheTerminal cuts a long line around the word.
func TestFaultFitsTheTerminal(t *testing.T) {
	sql := "select " + strings.Repeat("wingspan + ", 30) + "wrong + " + strings.Repeat("wingspan + ", 30) + "1 from birds"
	s := enginetest.Session(t, enginetest.Open(t))
	_, err := s.Query(context.Background(), sql, nil)
	if err == nil {
		t.Fatal("it does not fail")
	}
	for _, width := range []int{40, 80, 140} {
		var b strings.Builder
		fault := repl.Explain(err.Error(), "select 1,\nwrong "+strings.Repeat("x", 300), 1)
		fault.WritePlace(&b, render.Style{Width: width})
		fault = repl.Explain("Binder Error: Referenced column \"wrong\" not found in FROM clause!", sql, 1)
		fault.WritePlace(&b, render.Style{Width: width})
		if !strings.Contains(b.String(), "wrong") || !strings.Contains(b.String(), "^^^^^") || !strings.Contains(b.String(), "…") {
			t.Errorf("width %d:\n%s", width, b.String())
		}
		for line := range strings.Lines(b.String()) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > width {
				t.Errorf("width %d: a line has %d columns:\n%s", width, n, line)
			}
		}
		lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
		word, caret := lines[len(lines)-2], lines[len(lines)-1]
		if column(word, "wrong") != column(caret, "^") {
			t.Errorf("width %d: the caret is not under the word:\n%s\n%s", width, word, caret)
		}
	}
}

func column(line, part string) int {
	before, _, _ := strings.Cut(line, part)
	return len([]rune(before))
}
