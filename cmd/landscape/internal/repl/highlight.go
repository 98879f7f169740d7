package repl

import (
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// The looks of SQL while it is typed, in the sixteen colours that the user's theme decides. Nothing is told by colour alone.
const (
	lookKeyword = "1;34"
	lookString  = "32"
	lookNumber  = "36"
	lookComment = "90"
	lookCall    = "1"
	lookOpen    = "31" // a quote or comment that is not closed
	lookCommand = "1;36"
	lookPartner = "4" // the bracket that belongs to the one at the cursor
)

// highlight colours a text as typed so far. cursor is its place in bytes; the bracket there and its partner are underlined.
func highlight(text string, cursor int) string {
	if isCommand(text) {
		name, rest, _ := strings.Cut(text, " ")
		out := "\x1b[" + lookCommand + "m" + name + "\x1b[0m"
		return out + text[len(name):len(text)-len(rest)] + rest
	}
	tokens := lexer.Tokens(text)
	first, second := partners(text, tokens, cursor)
	var b strings.Builder
	at := 0
	for i, t := range tokens {
		b.WriteString(text[at:t.Start])
		look := lookOf(text, tokens, i)
		if i == first || i == second {
			look = lookPartner
		}
		if look == "" {
			b.WriteString(t.In(text))
		} else {
			b.WriteString("\x1b[" + look + "m" + t.In(text) + "\x1b[0m")
		}
		at = t.End
	}
	b.WriteString(text[at:])
	return b.String()
}

func lookOf(text string, tokens []lexer.Token, i int) string {
	t := tokens[i]
	switch {
	case !t.Closed:
		return lookOpen
	case t.Kind == lexer.Comment:
		return lookComment
	case t.Kind == lexer.String:
		return lookString
	case t.Kind == lexer.Number || t.Kind == lexer.Parameter:
		return lookNumber
	case t.Kind != lexer.Word, i > 0 && tokens[i-1].In(text) == ".":
		return ""
	case lexer.IsKeyword(t.In(text)):
		return lookKeyword
	case i+1 < len(tokens) && tokens[i+1].In(text) == "(" && tokens[i+1].Start == t.End:
		return lookCall
	}
	return ""
}

// partners are the tokens of the bracket at or before the cursor and of the one that belongs to it, -1 when there is none.
func partners(text string, tokens []lexer.Token, cursor int) (first, second int) {
	var open []int
	pairs := map[int]int{}
	for i, t := range tokens {
		switch t.Kind {
		case lexer.Open:
			open = append(open, i)
		case lexer.Close:
			if len(open) > 0 {
				pairs[i], pairs[open[len(open)-1]] = open[len(open)-1], i
				open = open[:len(open)-1]
			}
		}
	}
	for i, t := range tokens {
		if (t.Kind == lexer.Open || t.Kind == lexer.Close) && (t.Start == cursor || t.End == cursor) {
			if j, ok := pairs[i]; ok {
				return i, j
			}
		}
	}
	return -1, -1
}
