package cli

import "strings"

// statement is one SQL statement of a script.
type statement struct {
	text   string
	line   int      // on which its first word stands, from 1
	params []string // names behind a $ outside quotes and comments, as written
}

// split cuts a script at its semicolons. Those inside quotes (”, E”, "", $tag$) and comments (--, nested /* */) do not count,
// and a statement of blanks and comments alone is left out. What is not closed runs to the end; the database then says so.
func split(script string) []statement {
	var out []statement
	s := scanner{text: script, line: 1}
	for s.at < len(script) {
		if stmt, ok := s.statement(); ok {
			out = append(out, stmt)
		}
	}
	return out
}

const blanks = " \t\n\r\f\v"

type scanner struct {
	text   string
	at     int
	line   int
	params []string // of the current statement
}

func (s *scanner) statement() (statement, bool) {
	start, first, line := s.at, -1, 0
	s.params = nil
	for s.at < len(s.text) {
		c := s.text[s.at]
		switch {
		case c == ';':
			text := s.text[start:s.at]
			s.advance(1)
			return statement{strings.Trim(text, blanks), line, s.params}, first >= 0
		case strings.HasPrefix(s.text[s.at:], "--"):
			s.to("\n")
			continue
		case strings.HasPrefix(s.text[s.at:], "/*"):
			s.comment()
			continue
		case strings.IndexByte(blanks, c) >= 0:
			s.advance(1)
			continue
		}
		if first < 0 {
			first, line = s.at, s.line
		}
		switch {
		case c == '\'':
			s.advance(1)
			s.to("'")
		case c == '"':
			s.advance(1)
			s.to(`"`)
		case c == '$':
			s.dollar()
		case isWord(c):
			s.word()
		default:
			s.advance(1)
		}
	}
	return statement{strings.Trim(s.text[start:], blanks), line, s.params}, first >= 0
}

// advance moves on by n bytes and counts lines.
func (s *scanner) advance(n int) {
	s.line += strings.Count(s.text[s.at:s.at+n], "\n")
	s.at += n
}

// to moves behind the next mark, or to the end. A doubled quote ends one string and begins the next, which comes to the same.
func (s *scanner) to(mark string) {
	if i := strings.Index(s.text[s.at:], mark); i >= 0 {
		s.advance(i + len(mark))
	} else {
		s.advance(len(s.text) - s.at)
	}
}

func (s *scanner) comment() {
	depth := 0
	for s.at < len(s.text) {
		switch {
		case strings.HasPrefix(s.text[s.at:], "/*"):
			depth++
			s.advance(2)
		case strings.HasPrefix(s.text[s.at:], "*/"):
			depth--
			s.advance(2)
		default:
			s.advance(1)
		}
		if depth == 0 {
			return
		}
	}
}

// dollar moves over $$...$$ or $tag$...$tag$; a parameter such as $1 or $name is no quote.
func (s *scanner) dollar() {
	end := s.at + 1
	for end < len(s.text) && isWord(s.text[end]) && s.text[end] != '$' {
		end++
	}
	isQuote := end < len(s.text) && s.text[end] == '$' && (end == s.at+1 || !isDigit(s.text[s.at+1]))
	if !isQuote {
		if end > s.at+1 {
			s.params = append(s.params, s.text[s.at+1:end])
		}
		s.advance(end - s.at)
		return
	}
	tag := s.text[s.at : end+1]
	s.advance(len(tag))
	s.to(tag)
}

// word moves over a name, so that a $ in it opens no quote, and over the string behind an E, in which a backslash escapes.
func (s *scanner) word() {
	start := s.at
	for s.at < len(s.text) && isWord(s.text[s.at]) {
		s.at++
	}
	if s.at-start != 1 || s.text[start]|0x20 != 'e' || s.at == len(s.text) || s.text[s.at] != '\'' {
		return
	}
	s.advance(1)
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '\\':
			s.advance(min(2, len(s.text)-s.at))
		case '\'':
			s.advance(1)
			return
		default:
			s.advance(1)
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
