package source

import (
	"strings"
	"unicode/utf8"
)

// numberText is one text value taken apart as a number.
type numberText struct {
	negative bool
	currency string
	body     string // digits and separators; every kind of blank is ' ', every apostrophe is '\''
	exponent string // with its e; only on numbers without groups
	simple   bool   // a sign in front at most: nothing but sign, body and exponent
	dot      reading
	comma    reading
}

// reading is what the body means under one decimal mark.
type reading struct {
	ok      bool
	group   byte // the thousands separator seen; 0 = none
	whole   string
	decimal string
	marked  bool // the mark was seen
}

// same reports whether both readings give one number.
func (a reading) same(b reading) bool { return a.whole == b.whole && a.decimal == b.decimal }

// numberShape takes a value apart without deciding its decimal mark. It reports false for what is no number under any mark.
func numberShape(v string) (numberText, bool) {
	n := numberText{simple: true}
	s := strings.TrimSpace(v)
	if s == "" || len(s) > 64 {
		return n, false
	}
	if c := s[0]; c < 0x80 && c >= 'a' && c <= 'z' {
		return n, false
	}
	s = plainBlanks(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		n.negative, n.simple = true, false
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	signs := 0
	for range 3 { // sign and currency stand in any order on either side
		before := s
		s = n.strip(s, &signs)
		if s == before {
			break
		}
	}
	if signs > 1 || signs == 1 && strings.HasPrefix(v, "(") {
		return n, false
	}
	if i := strings.IndexAny(s, "eE"); i > 0 {
		if !isExponent(s[i+1:]) {
			return n, false
		}
		s, n.exponent = s[:i], s[i:]
	}
	n.body = s
	n.dot, n.comma = readNumber(s, '.'), readNumber(s, ',')
	if n.exponent != "" && (!n.simple || n.dot.group != 0 && n.comma.group != 0) {
		return n, false
	}
	return n, n.dot.ok || n.comma.ok
}

// strip takes a sign or a currency off either end.
func (n *numberText) strip(s string, signs *int) string {
	if s == "" {
		return s
	}
	switch {
	case s[0] == '-', s[0] == '+':
		n.negative = n.negative || s[0] == '-'
		*signs++
		if s = s[1:]; strings.HasPrefix(s, " ") {
			n.simple = false
		}
		return strings.TrimSpace(s)
	case s[len(s)-1] == '-':
		n.negative, n.simple = true, false
		*signs++
		return strings.TrimSpace(s[:len(s)-1])
	}
	if n.currency != "" {
		return s
	}
	if cur := currencyAt(s); cur != "" {
		n.currency, n.simple = cur, false
		return strings.TrimSpace(s[len(cur):])
	}
	if cur := currencyBefore(s); cur != "" {
		n.currency, n.simple = cur, false
		return strings.TrimSpace(s[:len(s)-len(cur)])
	}
	return s
}

// currencySigns are the signs recognised beside an amount; three capital letters are recognised too.
const currencySigns = "$€£¥₹"

func currencyAt(s string) string {
	if r, size := utf8.DecodeRuneInString(s); strings.ContainsRune(currencySigns, r) {
		return s[:size]
	}
	if len(s) > 3 && capitals(s[:3]) && !capitals(s[3:4]) {
		return s[:3]
	}
	return ""
}

func currencyBefore(s string) string {
	if r, size := utf8.DecodeLastRuneInString(s); strings.ContainsRune(currencySigns, r) {
		return s[len(s)-size:]
	}
	if len(s) > 3 && capitals(s[len(s)-3:]) {
		return s[len(s)-3:]
	}
	return ""
}

func capitals(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

func isExponent(s string) bool {
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	return len(s) <= 3 && allDigits(s)
}

var blankNames = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2212", "-", "\u2019", "'")

// plainBlanks makes every blank a ' ', every minus a '-' and every apostrophe a '\”.
func plainBlanks(s string) string {
	if isASCII([]byte(s)) {
		return s
	}
	return strings.TrimSpace(blankNames.Replace(s))
}

// readNumber reads digits with separators under a decimal mark.
func readNumber(s string, mark byte) reading {
	var r reading
	whole, decimal := s, ""
	if i := strings.IndexByte(s, mark); i >= 0 {
		whole, decimal = s[:i], s[i+1:]
		r.marked = true
		if decimal != "" && !allDigits(decimal) {
			return reading{}
		}
	}
	if whole == "" && decimal == "" {
		return reading{}
	}
	start, digits := 0, make([]byte, 0, len(whole))
	for i := range len(whole) {
		c := whole[i]
		if c >= '0' && c <= '9' {
			digits = append(digits, c)
			continue
		}
		if strings.IndexByte(",. '", c) < 0 || c == mark || r.group != 0 && c != r.group {
			return reading{}
		}
		if size := i - start; r.group == 0 && (size < 1 || size > 3 || whole[0] == '0') || r.group != 0 && size != 3 {
			return reading{}
		}
		r.group, start = c, i+1
	}
	if r.group != 0 && len(whole)-start != 3 {
		return reading{}
	}
	r.ok, r.decimal = true, strings.TrimRight(decimal, "0")
	r.whole = strings.TrimLeft(string(digits), "0")
	return r
}
