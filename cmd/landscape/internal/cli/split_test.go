package cli

import (
	"reflect"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		name, script string
		want         []statement
	}{
		{"nothing", " \n", nil},
		{"only comments", "-- a;\n/* b; */;", nil},
		{"one without end", "select 1", []statement{{text: "select 1", line: 1}}},
		{"two", "select 1;\n\nselect 2;", []statement{{text: "select 1", line: 1}, {text: "select 2", line: 3}}},
		{"empty between", ";;select 1;;", []statement{{text: "select 1", line: 1}}},
		{"line of the first word", "-- head\n\n/* x\n */ select\n1;", []statement{{text: "-- head\n\n/* x\n */ select\n1", line: 4}}},
		{"strings", `select ';''; ', "a;""b"; select 2`, []statement{{text: `select ';''; ', "a;""b"`, line: 1}, {text: "select 2", line: 1}}},
		{"backslash is plain", `select '\'; select 2`, []statement{{text: `select '\'`, line: 1}, {text: "select 2", line: 1}}},
		{"backslash escapes after E", `select E'\';', e'\\'; select 2`, []statement{{text: `select E'\';', e'\\'`, line: 1}, {text: "select 2", line: 1}}},
		{"a name that ends in e", `select some'\'; x`, []statement{{text: `select some'\'`, line: 1}, {text: "x", line: 1}}},
		{"line comment", "select 1 -- ; '\n; select 2", []statement{{text: "select 1 -- ; '", line: 1}, {text: "select 2", line: 2}}},
		{"nested comment", "select /* /* ; */ ; */ 1; select 2", []statement{{text: "select /* /* ; */ ; */ 1", line: 1}, {text: "select 2", line: 1}}},
		{"dollar quote", "select $$;'$$, $a$;$$;$a$; select 2", []statement{{text: "select $$;'$$, $a$;$$;$a$", line: 1}, {text: "select 2", line: 1}}},
		{"parameters", "select $1, $name; select $2", []statement{{text: "select $1, $name", line: 1}, {text: "select $2", line: 1}}},
		{"dollar in a name", "select a$b$; select 2", []statement{{text: "select a$b$", line: 1}, {text: "select 2", line: 1}}},
		{"open string", "select 'a; b", []statement{{text: "select 'a; b", line: 1}}},
		{"open comment", "select 1 /* ; ", []statement{{text: "select 1 /* ;", line: 1}}},
		{"open dollar quote", "select $x$ ;", []statement{{text: "select $x$ ;", line: 1}}},
		{"CRLF", "select 1;\r\nselect 2;\r\n", []statement{{text: "select 1", line: 1}, {text: "select 2", line: 2}}},
		{"UTF-8", "select 'é;日' as ö; x", []statement{{text: "select 'é;日' as ö", line: 1}, {text: "x", line: 1}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := split(tc.script)
			for i := range got {
				got[i].params = nil
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("split(%q)\n got %+v\nwant %+v", tc.script, got, tc.want)
			}
		})
	}
}

func TestSplitParameters(t *testing.T) {
	got := split("select $1, $since, '$text', $$ $quoted $$, a$b -- $comment\n, $Ü; select 1")
	if want := []string{"1", "since", "Ü"}; !reflect.DeepEqual(got[0].params, want) || got[1].params != nil {
		t.Errorf("parameters %q and %q, want %q and none", got[0].params, got[1].params, want)
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"select 1; select 2", "E'\\", "$a$;", "/*/", "--", "'", `"`, "$", "\v"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		rest := script
		for _, stmt := range split(script) {
			i := strings.Index(rest, stmt.text)
			if i < 0 || stmt.text == "" {
				t.Fatalf("%q is no part of %q", stmt.text, rest)
			}
			rest = rest[i+len(stmt.text):]
			if stmt.line < 1 || stmt.line > 1+strings.Count(script, "\n") {
				t.Fatalf("line %d of %q", stmt.line, script)
			}
		}
	})
}
