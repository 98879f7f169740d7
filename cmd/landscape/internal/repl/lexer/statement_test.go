package lexer_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		name, script string
		want         []lexer.Statement
	}{
		{"nothing", " \n", nil},
		{"only comments", "-- a;\n/* b; */;", nil},
		{"one without end", "select 1", []lexer.Statement{{Text: "select 1", Line: 1}}},
		{"two", "select 1;\n\nselect 2;", []lexer.Statement{{Text: "select 1", Line: 1}, {Text: "select 2", Line: 3}}},
		{"empty between", ";;select 1;;", []lexer.Statement{{Text: "select 1", Line: 1}}},
		{"line of the first word", "-- head\n\n/* x\n */ select\n1;", []lexer.Statement{{Text: "-- head\n\n/* x\n */ select\n1", Line: 4}}},
		{"strings", `select ';''; ', "a;""b"; select 2`, []lexer.Statement{{Text: `select ';''; ', "a;""b"`, Line: 1}, {Text: "select 2", Line: 1}}},
		{"backslash is plain", `select '\'; select 2`, []lexer.Statement{{Text: `select '\'`, Line: 1}, {Text: "select 2", Line: 1}}},
		{"backslash escapes after E", `select E'\';', e'\\'; select 2`, []lexer.Statement{{Text: `select E'\';', e'\\'`, Line: 1}, {Text: "select 2", Line: 1}}},
		{"a name that ends in e", `select some'\'; x`, []lexer.Statement{{Text: `select some'\'`, Line: 1}, {Text: "x", Line: 1}}},
		{"line comment", "select 1 -- ; '\n; select 2", []lexer.Statement{{Text: "select 1 -- ; '", Line: 1}, {Text: "select 2", Line: 2}}},
		{"nested comment", "select /* /* ; */ ; */ 1; select 2", []lexer.Statement{{Text: "select /* /* ; */ ; */ 1", Line: 1}, {Text: "select 2", Line: 1}}},
		{"dollar quote", "select $$;'$$, $a$;$$;$a$; select 2", []lexer.Statement{{Text: "select $$;'$$, $a$;$$;$a$", Line: 1}, {Text: "select 2", Line: 1}}},
		{"parameters", "select $1, $name; select $2", []lexer.Statement{{Text: "select $1, $name", Line: 1}, {Text: "select $2", Line: 1}}},
		{"dollar in a name", "select a$b$; select 2", []lexer.Statement{{Text: "select a$b$", Line: 1}, {Text: "select 2", Line: 1}}},
		{"open string", "select 'a; b", []lexer.Statement{{Text: "select 'a; b", Line: 1}}},
		{"open comment", "select 1 /* ; ", []lexer.Statement{{Text: "select 1 /* ;", Line: 1}}},
		{"open dollar quote", "select $x$ ;", []lexer.Statement{{Text: "select $x$ ;", Line: 1}}},
		{"CRLF", "select 1;\r\nselect 2;\r\n", []lexer.Statement{{Text: "select 1", Line: 1}, {Text: "select 2", Line: 2}}},
		{"UTF-8", "select 'é;日' as ö; x", []lexer.Statement{{Text: "select 'é;日' as ö", Line: 1}, {Text: "x", Line: 1}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := lexer.Split(tc.script)
			for i := range got {
				got[i].Params, got[i].Start = nil, 0
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("split(%q)\n got %+v\nwant %+v", tc.script, got, tc.want)
			}
		})
	}
}

func TestSplitParameters(t *testing.T) {
	got := lexer.Split("select $1, $since, '$text', $$ $quoted $$, a$b -- $comment\n, $Ü; select 1")
	if want := []string{"1", "since", "Ü"}; !reflect.DeepEqual(got[0].Params, want) || got[1].Params != nil {
		t.Errorf("parameters %q and %q, want %q and none", got[0].Params, got[1].Params, want)
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"select 1; select 2", "E'\\", "$a$;", "/*/", "--", "'", `"`, "$", "\v"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		rest := script
		for _, stmt := range lexer.Split(script) {
			i := strings.Index(rest, stmt.Text)
			if i < 0 || stmt.Text == "" {
				t.Fatalf("%q is no part of %q", stmt.Text, rest)
			}
			rest = rest[i+len(stmt.Text):]
			if stmt.Line < 1 || stmt.Line > 1+strings.Count(script, "\n") {
				t.Fatalf("line %d of %q", stmt.Line, script)
			}
		}
	})
}
