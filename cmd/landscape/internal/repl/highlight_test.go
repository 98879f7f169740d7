package repl

import (
	"regexp"
	"strings"
	"testing"
)

// marked shows colours as letters in brackets.
var marked = strings.NewReplacer("\x1b["+lookKeyword+"m", "<k:", "\x1b["+lookString+"m", "<s:", "\x1b["+lookNumber+"m", "<n:", "\x1b["+lookComment+"m", "<c:",
	"\x1b["+lookCall+"m", "<f:", "\x1b["+lookOpen+"m", "<open:", "\x1b["+lookCommand+"m", "<cmd:", "\x1b["+lookPartner+"m", "<b:", "\x1b[0m", ">")

func TestHighlight(t *testing.T) {
	for _, tc := range []struct{ text, want string }{ // the cursor is at the end
		{"select sum(x), 'it''s' from t -- why", "<k:select> <f:sum>(x), <s:'it''s'> <k:from> t <c:-- why>"},
		{"select 'open", "<k:select> <open:'open>"},
		{"select $name, 1.5e3", "<k:select> <n:$name>, <n:1.5e3>"},
		{"select t.select, \"from\"", "<k:select> t.select, \"from\""},
		{"select (a + (b))", "<k:select> <b:(>a + (b)<b:)>"},
		{"select (a", "<k:select> (a"},
		{".tables cust", "<cmd:.tables> cust"},
		{"select 'é',\n\t2;", "<k:select> <s:'é'>,\n\t<n:2>;"},
	} {
		painted := highlight(tc.text, len(tc.text))
		if got := marked.Replace(painted); got != tc.want {
			t.Errorf("%q:\n%s\nwant:\n%s", tc.text, got, tc.want)
		}
		if bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(painted, ""); bare != tc.text {
			t.Errorf("%q becomes %q", tc.text, bare)
		}
	}
}

func FuzzHighlight(f *testing.F) {
	for _, seed := range []string{"select 1;", "E'\\", "$a$;", ".x", "((", "\xff'", "?", "\\"} {
		f.Add(seed, 1)
	}
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		if strings.Contains(text, "\x1b") {
			return
		}
		cursor = max(0, min(cursor, len(text)))
		if bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(highlight(text, cursor), ""); bare != text {
			t.Errorf("%q becomes %q", text, bare)
		}
		scope := scopeOf(text, cursor)
		if scope.start < 0 || scope.start > cursor {
			t.Errorf("the word at %d of %q begins at %d", cursor, text, scope.start)
		}
	})
}
