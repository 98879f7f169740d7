package source

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// delimiters are the candidates, the likelier first where two fit equally well: a comma may as well be a decimal comma.
var delimiters = []string{"\t", "|", ";", ",", "^", "~", "\x1f", "\x01"}

// layout is how well one delimiter and quote explain a piece of text.
type layout struct {
	d      Dialect
	fields int // of most rows
	fit    int // rows with that many
	rows   int
	quoted int // fields cleanly in quotes
	faults int // rows with a bad quote
}

// sniff decides the dialect over the head of a text (whole lines of UTF-8 without byte-order mark). What the options fix is not
// questioned. With delimiter "" it returns a layout of one column.
func sniff(head []byte, d Dialect, opts Options) layout {
	quotes := []string{`"`, `'`}
	if opts.Quote != nil {
		quotes = []string{*opts.Quote}
	}
	try := delimiters
	if d.Delimiter != "" {
		try = []string{d.Delimiter}
	}
	var best layout
	for _, delim := range try {
		if !bytes.Contains(head, []byte(delim)) && d.Delimiter == "" {
			continue
		}
		l := bestQuote(head, d, delim, quotes)
		if d.Delimiter == "" && (l.fields < 2 || l.fit*10 < l.rows*4) {
			continue
		}
		if best.rows == 0 || l.beats(best) {
			best = l
		}
	}
	if best.rows == 0 {
		best = bestQuote(head, d, "\x00", quotes)
		best.d.Delimiter = ""
	}
	return best
}

// beats reports whether l explains the text clearly better than b, a likelier candidate: more rows of one width, or about as
// many rows and more than twice the fields.
func (l layout) beats(b layout) bool {
	more, fewer := l.fit*b.rows*100, b.fit*l.rows*100
	return more > fewer+fewer/25 || (more+more/25 >= fewer && l.fields > 2*b.fields)
}

func dialectOf(d Dialect, delim, quote, escape string) Dialect {
	d.Delimiter, d.Quote, d.Escape = delim, quote, escape
	return d
}

// bestQuote tries the quote characters under one delimiter.
func bestQuote(head []byte, d Dialect, delim string, quotes []string) layout {
	var best layout
	for i, q := range quotes {
		if i > 0 && (q == "" || bytes.Count(head, []byte(q)) < 4) {
			continue
		}
		l := score(head, dialectOf(d, delim, q, q))
		if q != "" && bytes.Contains(head, []byte(`\`+q)) {
			if b := score(head, dialectOf(d, delim, q, `\`)); b.faults < l.faults || (b.faults == l.faults && b.fit > l.fit) {
				l = b
			}
		}
		if i == 0 || (q == "'" && l.quoted > 2*l.rows/3 && l.quoted > 4*best.quoted && l.faults <= best.faults && l.fit >= best.fit) {
			best = l
		}
	}
	if len(quotes) > 1 && best.quoted == 0 && best.faults > 2 {
		if plain := score(head, dialectOf(d, delim, "", "")); plain.fit*100 >= plain.rows*95 {
			return plain // the quote character is only ever text, and often: "6 pipe
		}
	}
	return best
}

const sniffRows = 5000

// score cuts the head under a dialect and counts.
func score(head []byte, d Dialect) layout {
	l := layout{d: d}
	s := newScanner(bytes.NewReader(head), d)
	counts := map[int]int{}
	for l.rows < sniffRows {
		rec, err := s.next()
		if err != nil {
			break
		}
		if rec.blank {
			continue
		}
		l.rows++
		if rec.fault != "" && len(rec.fields) == 0 || strings.Contains(rec.fault, "quote") {
			l.faults++
			continue
		}
		n := len(rec.fields)
		for n > 1 && len(rec.fields[n-1]) == 0 {
			n-- // trailing delimiters do not count against a row
		}
		counts[len(rec.fields)]++
		if n != len(rec.fields) {
			counts[n]++
		}
		if s.quote != 0 {
			l.quoted += bytes.Count(rec.raw, append(bytes.Clone(s.delim), s.quote))
			if rec.raw[0] == s.quote {
				l.quoted++
			}
		}
	}
	for n, c := range counts {
		if c > l.fit || (c == l.fit && n > l.fields) {
			l.fields, l.fit = n, c
		}
	}
	return l
}

// aligned reports whether every line has the same number of words, two or more, some of them numbers: columns set with blanks.
func aligned(head []byte) (fields int, ok bool) {
	lines, numbers := 0, 0
	for line := range bytes.Lines(head) {
		words := bytes.Fields(line)
		if len(words) == 0 {
			continue
		}
		if lines == 0 {
			fields = len(words)
		}
		if len(words) != fields || fields < 2 || bytes.ContainsAny(line, `"`) {
			return 0, false
		}
		lines++
		if lines > 1 || isTyped(string(words[len(words)-1])) {
			for _, w := range words {
				if isTyped(string(w)) {
					numbers++
				}
			}
		}
		if lines == sniffRows {
			break
		}
	}
	return fields, lines > 0 && numbers >= lines-1 && numbers > 0
}

// isTyped reports whether a value is plainly data: a number or a date, which no header names.
func isTyped(v string) bool {
	v = strings.TrimSpace(v)
	if v == "" || (v[0] > '9' && v[0] < 0x80 && v[0] != '~') {
		return false
	}
	if _, ok := numberShape(v); ok {
		return true
	}
	_, ok := dateShape(v)
	return ok
}

// sepLine recognises the line "sep=;" that Excel reads.
func sepLine(head []byte) (delim string, ok bool) {
	line, _, _ := bytes.Cut(head, newline)
	line = bytes.TrimRight(line, "\r")
	if len(line) < 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return "", false
	}
	if delim = string(line[4:]); utf8.RuneCountInString(delim) != 1 {
		return "", false
	}
	return delim, true
}

// readRows cuts up to limit rows, blank lines left out.
func readRows(r io.Reader, d Dialect, perRow bool, limit int) (rows []record, err error) {
	s := newScanner(r, d)
	s.perRow = perRow
	for len(rows) < limit {
		rec, err := s.next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if rec.blank {
			continue
		}
		kept := record{line: rec.line, raw: bytes.Clone(rec.raw), fault: rec.fault}
		for _, f := range rec.fields {
			kept.fields = append(kept.fields, bytes.Clone(f))
		}
		rows = append(rows, kept)
	}
	return rows, nil
}
