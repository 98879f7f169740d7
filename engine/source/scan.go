package source

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// maxLine is the longest row in bytes that is read; DuckDB gets the same limit.
const maxLine = 2 << 20

const tooLong = "the line is longer than 2 MiB"

// record is one row of a text file as a scanner finds it.
type record struct {
	line   int64    // physical line it starts on
	raw    []byte   // as it lies, without its end; valid until the next call
	fields [][]byte // unquoted; valid until the next call
	fault  string   // why it is no row; empty when it is one
	blank  bool     // nothing but blanks, or the end-of-file character of DOS
}

// scanner cuts text into rows and fields with quotes honoured, in the manner of DuckDB's strict reader: a quote opens only at
// the start of a field, blanks around a quoted field are dropped, and after a closing quote only a delimiter may follow.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	readErr  error
	line     int64 // of the next record
	perRow   bool  // count rows of a sheet instead of physical lines

	delim  []byte
	quote  byte // 0 = none
	escape byte
	cr     bool // '\r' alone ends a line

	lf, crlf int64 // records that ended so; lf stands for '\r' when cr is set
	stray    bool  // a '\r' lies within a record

	fields [][]byte
	text   []byte // unquoted bytes of the record
}

func newScanner(r io.Reader, d Dialect) *scanner {
	s := &scanner{r: r, line: 1, delim: []byte(d.Delimiter), cr: d.Newline == "\r", buf: make([]byte, chunk)}
	if d.Quote != "" {
		s.quote, s.escape = d.Quote[0], d.Quote[0]
		if d.Escape != "" {
			s.escape = d.Escape[0]
		}
	}
	return s
}

// fill reads more bytes behind those not yet used and reports whether there were any.
func (s *scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.readErr = err
			}
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	s.eof, s.readErr = true, io.ErrNoProgress
	return false
}

// next returns the next record, io.EOF after the last, or the reader's error.
func (s *scanner) next() (record, error) {
	for {
		b := s.buf[s.pos:s.end]
		size, term, fault, done := s.extent(b)
		if !done && len(b) <= maxLine && s.fill() {
			continue
		}
		if s.readErr != nil {
			return record{}, s.readErr
		}
		if len(b) == 0 {
			return record{}, io.EOF
		}
		if b = s.buf[s.pos:s.end]; !done { // fill moved the bytes even when there were no more
			size, term, fault = s.giveUp(b)
		}
		return s.take(b[:size], term, fault), nil
	}
}

// take makes a record of its bytes, which are followed by a line end of term bytes.
func (s *scanner) take(raw []byte, term int, fault string) record {
	rec := record{line: s.line, raw: raw, fault: fault}
	if fault == "" {
		rec.fields, rec.fault = s.split(raw)
		if i := bytes.IndexByte(raw, s.terminator()); rec.fault != "" && i >= 0 {
			// A quote that should not be there swallowed the lines up to the next quote: give them back.
			size, end := s.trimCR(raw, i)
			rec.raw, raw, term = raw[:size], raw[:size], end
		}
	}
	s.pos += len(raw) + term
	if term > 0 || len(raw) < maxLine {
		s.line++
	}
	if !s.perRow {
		s.line += int64(bytes.Count(raw, []byte{s.terminator()}))
	}
	s.ended(term, raw)
	trimmed := bytes.Trim(raw, " \t\x1a")
	rec.blank = rec.fault == "" && len(trimmed) == 0 && !bytes.Contains(raw, s.delim)
	switch {
	case rec.blank || rec.fault != "":
	case len(raw) > maxLine:
		rec.fault = tooLong
	case bytes.IndexByte(raw, 0) >= 0:
		rec.fault = "a NUL byte"
	case !isASCII(raw) && !utf8.Valid(raw):
		rec.fault = "bytes that are not UTF-8"
	}
	return rec
}

// ended counts how lines end, so that a file with several kinds of ends is noticed.
func (s *scanner) ended(term int, raw []byte) {
	switch {
	case term == 1:
		s.lf++
	case term == 2:
		s.crlf++
	}
	if !s.cr && bytes.IndexByte(raw, '\r') >= 0 {
		s.stray = true
	}
}

// giveUp ends a record whose end was not found: the last of the file, or one whose quoted field does not end. Of the latter
// only the first physical line is taken, so that the rows behind it are still seen.
func (s *scanner) giveUp(b []byte) (size, term int, fault string) {
	open := s.quote != 0 && s.openQuote(b)
	if !open && len(b) <= maxLine {
		return len(b), 0, ""
	}
	fault = tooLong
	if open {
		fault = "a quoted field does not end"
	}
	i := bytes.IndexByte(b, s.terminator())
	if i < 0 {
		return len(b), 0, fault
	}
	size, term = s.trimCR(b, i)
	return size, term, fault
}

func (s *scanner) terminator() byte {
	if s.cr {
		return '\r'
	}
	return '\n'
}

// trimCR gives the size of the line that ends with the terminator at i, and of its end.
func (s *scanner) trimCR(b []byte, i int) (size, term int) {
	if !s.cr && i > 0 && b[i-1] == '\r' {
		return i - 1, 2
	}
	return i, 1
}

// extent finds the end of the record at the start of b. It reports done=false when the end lies beyond b.
func (s *scanner) extent(b []byte) (size, term int, fault string, done bool) {
	i := bytes.IndexByte(b, s.terminator())
	if i >= 0 && (s.quote == 0 || bytes.IndexByte(b[:i], s.quote) < 0) {
		size, term = s.trimCR(b, i)
		return size, term, "", true
	}
	if i < 0 || s.quote == 0 {
		return 0, 0, "", false
	}
	if i, open := s.walk(b); !open && i >= 0 {
		size, term = s.trimCR(b, i)
		return size, term, "", true
	}
	return 0, 0, "", false
}

// openQuote reports whether b, the rest of the file, ends within a quoted field.
func (s *scanner) openQuote(b []byte) bool {
	_, open := s.walk(b)
	return open
}

// walk follows quotes to the first terminator outside them. It returns its place, or -1 with whether b ends within quotes.
func (s *scanner) walk(b []byte) (at int, open bool) {
	end, fresh := s.terminator(), true
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case fresh && c == s.quote:
			j, closed := s.closing(b, i+1)
			if !closed {
				return -1, true
			}
			i, fresh = j+1, false
		case c == end:
			return i, false
		case c == s.delim[0] && bytes.HasPrefix(b[i:], s.delim):
			i, fresh = i+len(s.delim), true
		default:
			if c != ' ' {
				fresh = false
			}
			i++
		}
	}
	return -1, false
}

// closing returns the place of the quote that closes the field whose content starts at i.
func (s *scanner) closing(b []byte, i int) (int, bool) {
	for i < len(b) {
		c := b[i]
		switch {
		case c == s.escape && c == s.quote:
			if i+1 < len(b) && b[i+1] == s.quote {
				i += 2
				continue
			}
			if i+1 == len(b) && !s.eof {
				return 0, false
			}
			return i, true
		case c == s.escape:
			i += 2
			continue
		case c == s.quote:
			return i, true
		}
		i++
	}
	return 0, false
}

// split cuts a record into unquoted fields.
func (s *scanner) split(raw []byte) (fields [][]byte, fault string) {
	s.fields, s.text = s.fields[:0], s.text[:0]
	if s.quote == 0 || bytes.IndexByte(raw, s.quote) < 0 {
		for {
			i := bytes.Index(raw, s.delim)
			if i < 0 {
				return append(s.fields, raw), ""
			}
			s.fields = append(s.fields, raw[:i])
			raw = raw[i+len(s.delim):]
		}
	}
	if cap(s.text) < len(raw) {
		s.text = make([]byte, 0, 2*len(raw)) // never grown below, so that fields stay where they are
	}
	for {
		field, rest, more, why := s.field(raw)
		if why != "" {
			fault = why
		}
		s.fields = append(s.fields, field)
		if !more {
			return s.fields, fault
		}
		raw = rest
	}
}

// field cuts the first field off b.
func (s *scanner) field(b []byte) (field, rest []byte, more bool, fault string) {
	lead := 0
	for lead < len(b) && b[lead] == ' ' && s.delim[0] != ' ' {
		lead++
	}
	if lead == len(b) || b[lead] != s.quote {
		i := bytes.Index(b, s.delim)
		if i < 0 {
			return b, nil, false, ""
		}
		return b[:i], b[i+len(s.delim):], true, ""
	}
	b = b[lead+1:]
	wasEOF := s.eof
	s.eof = true // the record is whole
	end, closed := s.closing(b, 0)
	s.eof = wasEOF
	if !closed {
		return b, nil, false, "a quoted field does not end"
	}
	field = s.unescape(b[:end])
	b = b[end+1:]
	i := bytes.Index(b, s.delim)
	tail := b
	if i >= 0 {
		tail, rest, more = b[:i], b[i+len(s.delim):], true
	}
	if len(bytes.TrimLeft(tail, " ")) > 0 {
		fault = "text after a closing quote"
	}
	return field, rest, more, fault
}

func (s *scanner) unescape(b []byte) []byte {
	if bytes.IndexByte(b, s.escape) < 0 {
		return b
	}
	start := len(s.text)
	for i := 0; i < len(b); i++ {
		if b[i] == s.escape && i+1 < len(b) && (b[i+1] == s.quote || b[i+1] == s.escape) {
			i++
		}
		s.text = append(s.text, b[i])
	}
	return s.text[start:]
}
