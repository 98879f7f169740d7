package repl

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// Fault is an error of the database in the words of the user: what is wrong, where in the statement, and what was perhaps meant.
type Fault struct {
	Message string // one or more lines, without the database's own kind in front
	Kind    string // binder, parser, catalog, conversion, ...; empty when the database gives none
	Near    string // the name that was perhaps meant; empty when there is none
	Hint    string // the way out as one can type it in SQL; empty when there is none

	text     string // the line of the statement; empty when the place is unknown
	line     int    // its number, from 1
	from, to int    // of the word in text, in bytes
}

var (
	faultKind = regexp.MustCompile(`^(.*?)(Parser|Binder|Catalog|Conversion|Invalid Input|Constraint|Out of Range|IO|Permission|Not implemented|` +
		`Out of Memory|Transaction|TransactionContext|Dependency|Mismatch Type|Serialization|Executor|Syntax) Error: `)
	driverFault = "database/sql/driver: API error: " // stands before what a function written in Go says
	faultLine   = regexp.MustCompile(`(?m)\n*^LINE (\d+): (.*)\n( *)\^.*$`)
	faultOp     = regexp.MustCompile(`^(\S+:\d+: )?query: `) // says nothing that the reader does not know
	stackTrace  = regexp.MustCompile(`(?s)\n+Stack Trace:.*`)
	candidates  = regexp.MustCompile(`\n+(?:Candidate (?:bindings|tables)|Did you mean):? *(.*?)\??$`)
	functions   = regexp.MustCompile(`(?s)\n*\s*Candidate (functions|macros):.*`)
	quotedName  = regexp.MustCompile(`"((?:[^"]|"")+)"`)
	systemName  = regexp.MustCompile(`^(pg_|sqlite_|duckdb_|information_schema|landscape_base\.|landscape_history\.)`)
	missingName = regexp.MustCompile(`^(Referenced column|Referenced table|Table with name|Scalar Function with name|Table Function with name|View with name) "?([^" ]+)"? (?:not found|was not found because the FROM clause is missing|does not exist).*$`)
)

// rephrased says the most frequent errors in fewer words; $1 is the name.
var rephrased = map[string]string{
	"Referenced column":         `column "%s" does not exist in this query`,
	"Referenced table":          `table or alias "%s" does not stand in FROM`,
	"Table with name":           `table "%s" does not exist`,
	"View with name":            `view "%s" does not exist`,
	"Scalar Function with name": `function "%s" does not exist`,
	"Table Function with name":  `table function "%s" does not exist`,
}

// Explain reads the text of an error of the database. sql is the statement and line the one of its script on which it begins, from 1.
func Explain(text, sql string, line int) Fault {
	text = faultOp.ReplaceAllString(stackTrace.ReplaceAllString(text, ""), "$1")
	text = strings.Replace(text, driverFault, "", 1)
	f := Fault{}
	where := "" // the file and line, or what was being done
	if m := faultKind.FindStringSubmatch(text); m != nil {
		f.Kind = strings.ToLower(m[2])
		where, text = m[1], text[len(m[0]):]
	}
	word, near := "", []string(nil)
	if m := faultLine.FindStringSubmatch(text); m != nil {
		text = strings.Replace(text, m[0], "", 1)
		f.place(sql, line, m)
	}
	f.Hint = wayOut(text)
	text = functions.ReplaceAllString(text, "")
	if m := candidates.FindStringSubmatch(text); m != nil {
		text = strings.Replace(text, m[0], "", 1)
		near = namesIn(m[1])
	}
	first, rest, _ := strings.Cut(text, "\n")
	if m := missingName.FindStringSubmatch(first); m != nil {
		word = m[2]
		text = strings.TrimRight(fmt.Sprintf(rephrased[m[1]], word)+"\n"+rest, "\n")
	}
	f.Message = where + joinLines(text)
	if f.Near = Nearest(word, near); word == "" && len(near) > 0 {
		f.Near = near[0]
	}
	if f.text == "" && word != "" {
		f.find(sql, line, word)
	}
	return f
}

// namesIn are the names that the database offers, without those of its own.
func namesIn(offer string) []string {
	var names []string
	for _, m := range quotedName.FindAllStringSubmatch(offer, -1) {
		for _, name := range strings.Split(m[1], " or ") {
			if !systemName.MatchString(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func joinLines(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n  ")
}

// wayOut is what to type instead, for errors that have one answer.
func wayOut(text string) string {
	switch {
	case strings.Contains(text, "must appear in the GROUP BY clause"):
		return "group by all"
	case strings.Contains(text, "No function matches the given name and argument types") && strings.Contains(text, "VARCHAR"):
		return "a cast of the text, as in amount::decimal(18,2)"
	default:
		return ""
	}
}

// place finds the line and the word under DuckDB's caret. DuckDB shows a long line cut on both sides, and measures its caret in columns.
func (f *Fault) place(sql string, first int, m []string) {
	number, _ := strconv.Atoi(m[1])
	lines := strings.Split(sql, "\n")
	excerpt := strings.TrimSuffix(strings.TrimPrefix(m[2], "..."), "...")
	column := len(m[3]) - len("LINE "+m[1]+": ") - (len(m[2]) - len(strings.TrimPrefix(m[2], "...")))
	f.line, f.text = number+first-1, strings.TrimRight(m[2], "\r")
	if number <= len(lines) {
		if i := strings.Index(lines[number-1], strings.TrimRight(excerpt, "\r")); i >= 0 {
			f.text, f.from = strings.TrimRight(lines[number-1], "\r"), i
		}
	}
	for graphemes := uniseg.NewGraphemes(f.text[f.from:]); column > 0 && graphemes.Next(); column -= max(1, graphemes.Width()) {
		f.from += len(graphemes.Str())
	}
	for f.from < len(f.text) && (f.text[f.from] == '\t' || f.text[f.from] == ' ') {
		f.from++ // DuckDB gives a tab no column
	}
	f.to = wordEnd(f.text, f.from)
}

// wordEnd is the end of the token that begins at from, or of the byte there.
func wordEnd(text string, from int) int {
	for _, t := range lexer.Tokens(text[from:]) {
		if t.Start == 0 {
			return from + t.End
		}
	}
	return min(from+1, len(text))
}

// find looks for a name in the statement, for errors that the database gives no place.
func (f *Fault) find(sql string, first int, word string) {
	for _, t := range lexer.Tokens(sql) {
		if (t.Kind == lexer.Word || t.Kind == lexer.Name) && strings.EqualFold(strings.Trim(t.In(sql), `"`), word) {
			f.mark(sql, first, t.Start, t.End)
			return
		}
	}
}

// mark places the error at a word of the statement, given in bytes.
func (f *Fault) mark(sql string, first, from, to int) {
	start := strings.LastIndexByte(sql[:from], '\n') + 1
	end := len(sql)
	if i := strings.IndexByte(sql[from:], '\n'); i >= 0 {
		end = from + i
	}
	f.line = first + strings.Count(sql[:from], "\n")
	f.text, f.from, f.to = strings.TrimRight(sql[start:end], "\r"), from-start, min(to, end)-start
}

// WritePlace writes the line of the statement and a caret under the word, cut to the terminal around it; nothing when the place is
// unknown.
func (f Fault) WritePlace(w io.Writer, style render.Style) {
	if f.text == "" {
		if f.Near != "" {
			fmt.Fprintf(w, "  did you mean %s?\n", f.Near)
		}
		return
	}
	margin := fmt.Sprintf("  %d ", f.line)
	bar := "│"
	if style.ASCII {
		bar = "|"
	}
	text := strings.ReplaceAll(f.text, "\t", " ")
	before, word, after := text[:f.from], text[f.from:f.to], text[f.to:]
	if style.Width > 0 {
		room := max(20, style.Width-render.Width(margin)-3)
		word = style.Cut(word, room/2)
		before = cutLeft(before, max(room/2, room-render.Width(word+after))-render.Width(word), style.Ellipsis())
		after = style.Cut(after, room-render.Width(before+word))
	}
	caret := strings.Repeat("^", max(1, render.Width(word)))
	if f.Near != "" {
		caret += fmt.Sprintf(" did you mean %s?", f.Near)
	}
	fmt.Fprintf(w, "%s%s %s\n", style.Dim(margin), style.Dim(bar), render.Visible(before+word+after))
	fmt.Fprintf(w, "%s%s %s%s\n", strings.Repeat(" ", len(margin)), style.Dim(bar), strings.Repeat(" ", render.Width(before)), style.Bad(caret))
}

// cutLeft shortens text to width columns at its start.
func cutLeft(text string, width int, ellipsis string) string {
	if render.Width(text) <= width {
		return text
	}
	var parts []string
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		parts = append(parts, graphemes.Str())
	}
	slices.Reverse(parts)
	out, left := "", width-render.Width(ellipsis)
	for _, p := range parts {
		if left -= render.Width(p); left < 0 {
			break
		}
		out = p + out
	}
	return ellipsis + out
}
