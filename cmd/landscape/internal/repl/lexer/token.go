package lexer

import (
	"strings"
	"unicode/utf8"
)

// Kind is what a token is.
type Kind int

// The kinds of token. Blanks are no tokens.
const (
	Word      Kind = iota // a name or a keyword without quotes
	Name                  // "a name in quotes"
	String                // 'text', E'text', $$text$$
	Number                // 12, 1_000, 1.5e3, 0xff
	Parameter             // $1, $name, ?
	Operator              // one character of any operator, and comma, point, colon
	Open                  // ( [ {
	Close                 // ) ] }
	End                   // ;
	Comment               // -- to the end of the line, /* nested */
)

// Token is one token and its place in the text, in bytes.
type Token struct {
	Kind       Kind
	Start, End int
	Closed     bool // false for a string, name or comment that runs to the end of the text
}

// In returns the token's text.
func (t Token) In(text string) string { return text[t.Start:t.End] }

// Tokens cuts a text into its tokens.
func Tokens(text string) []Token {
	var tokens []Token
	s := scanner{text: text}
	for s.skipBlanks(); s.at < len(text); s.skipBlanks() {
		start := s.at
		kind, closed := s.next()
		tokens = append(tokens, Token{kind, start, s.at, closed})
	}
	return tokens
}

type scanner struct {
	text string
	at   int
}

func (s *scanner) starts(with string) bool { return strings.HasPrefix(s.text[s.at:], with) }

// byteAt is the byte n behind the current one, 0 behind the end.
func (s *scanner) byteAt(n int) byte {
	if s.at+n < len(s.text) {
		return s.text[s.at+n]
	}
	return 0
}

func (s *scanner) skipBlanks() {
	for s.at < len(s.text) {
		n := blankAt(s.text[s.at:])
		if n == 0 {
			return
		}
		s.at += n
	}
}

// blankAt is the length of the blank at the start of a text, 0 for none. DuckDB reads the blanks of Unicode as such too.
func blankAt(text string) int {
	c := text[0]
	switch {
	case c == ' ' || '\t' <= c && c <= '\r':
		return 1
	case c < 0x80:
		return 0
	}
	r, n := utf8.DecodeRuneInString(text)
	switch {
	case r == 0xa0, 0x2000 <= r && r <= 0x200d, r == 0x202f, r == 0x205f, r == 0x2060, r == 0x3000, r == 0xfeff:
		return n
	}
	return 0
}

func (s *scanner) next() (kind Kind, closed bool) {
	c := s.text[s.at]
	switch {
	case s.starts("--"):
		return Comment, s.to("\n") || true
	case s.starts("/*"):
		return Comment, s.comment()
	case c == '\'':
		s.at++
		return String, s.to("'")
	case c == '"':
		s.at++
		return Name, s.to(`"`)
	case c == '$':
		return s.dollar()
	case c|0x20 == 'e' && s.byteAt(1) == '\'':
		s.at += 2
		return String, s.escaped()
	case isDigit(c), c == '.' && isDigit(s.byteAt(1)):
		s.number()
		return Number, true
	case isWordStart(c):
		s.word()
		return Word, true
	}
	s.at++
	switch c {
	case ';':
		return End, true
	case '(', '[', '{':
		return Open, true
	case ')', ']', '}':
		return Close, true
	case '?':
		return Parameter, true
	default:
		return Operator, true
	}
}

// to moves behind the next mark, or to the end and returns false. A doubled quote ends one string and begins the next, which comes to
// the same for who only wants to know where strings are, and is joined by the caller of next.
func (s *scanner) to(mark string) bool {
	for {
		i := strings.Index(s.text[s.at:], mark)
		if i < 0 {
			s.at = len(s.text)
			return false
		}
		s.at += i + len(mark)
		if len(mark) == 1 && mark != "\n" && s.starts(mark) {
			s.at++ // a doubled quote stands for one
			continue
		}
		return true
	}
}

func (s *scanner) comment() bool {
	for depth := 0; s.at < len(s.text); {
		switch {
		case s.starts("/*"):
			depth++
			s.at += 2
		case s.starts("*/"):
			s.at += 2
			if depth--; depth == 0 {
				return true
			}
		default:
			s.at++
		}
	}
	return false
}

// dollar reads $$...$$, $tag$...$tag$, or a parameter such as $1 or $name.
func (s *scanner) dollar() (Kind, bool) {
	end := s.at + 1
	for end < len(s.text) && isWordPart(s.text[end]) && s.text[end] != '$' {
		end++
	}
	isQuote := end < len(s.text) && s.text[end] == '$' && (end == s.at+1 || !isDigit(s.text[s.at+1]))
	if isQuote {
		tag := s.text[s.at : end+1]
		s.at = end + 1
		i := strings.Index(s.text[s.at:], tag)
		if i < 0 {
			s.at = len(s.text)
			return String, false
		}
		s.at += i + len(tag)
		return String, true
	}
	named := end > s.at+1
	s.at = end
	if named {
		return Parameter, true
	}
	return Operator, true
}

// escaped reads the rest of E'...', in which a backslash escapes. It goes on in the next string when only blanks with a line break
// stand between.
func (s *scanner) escaped() bool {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '\\':
			s.at = min(s.at+2, len(s.text))
		case '\'':
			s.at++
			if s.starts("'") {
				s.at++
				continue
			}
			next := s.at + len(s.text[s.at:]) - len(strings.TrimLeft(s.text[s.at:], " \t\r\n\f\v"))
			if next == len(s.text) || s.text[next] != '\'' || !strings.ContainsAny(s.text[s.at:next], "\r\n") {
				return true
			}
			s.at = next + 1
		default:
			s.at++
		}
	}
	return false
}

func (s *scanner) number() {
	digits := func() {
		for isDigit(s.byteAt(0)) || s.byteAt(0) == '_' && isDigit(s.byteAt(1)) {
			s.at++
		}
	}
	if s.byteAt(0) == '0' && s.byteAt(1)|0x20 == 'x' && isHex(s.byteAt(2)) {
		for s.at += 2; isHex(s.byteAt(0)) || s.byteAt(0) == '_' && isHex(s.byteAt(1)); s.at++ {
		}
		return
	}
	digits()
	if s.byteAt(0) == '.' && s.byteAt(1) != '.' {
		s.at++
		digits()
	}
	sign := 0
	if c := s.byteAt(1); c == '+' || c == '-' {
		sign = 1
	}
	if s.byteAt(0)|0x20 == 'e' && isDigit(s.byteAt(1+sign)) {
		s.at += 1 + sign
		digits()
	}
}

func (s *scanner) word() {
	for s.at < len(s.text) && isWordPart(s.text[s.at]) {
		if s.text[s.at] >= 0x80 && blankAt(s.text[s.at:]) > 0 {
			return
		}
		s.at++
	}
}

func isWordStart(c byte) bool { return c == '_' || c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z' }

func isWordPart(c byte) bool { return isWordStart(c) || c == '$' || isDigit(c) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
