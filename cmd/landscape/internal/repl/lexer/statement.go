package lexer

import "strings"

// Statement is one SQL statement of a script.
type Statement struct {
	Text   string   // without the semicolon and without blanks around it; comments before it stay
	Start  int      // of Text in the script, in bytes
	Line   int      // on which its first token that is no comment stands, from 1
	Params []string // names behind a $ outside strings and comments, in order, each as often as written
}

// Split cuts a script at its semicolons. One of blanks and comments alone is left out. What is not closed runs to the end; the database
// then says so.
func Split(script string) []Statement {
	var out []Statement
	var current Statement
	start, line, counted := 0, 1, 0
	found := false
	flush := func(end int) {
		if found {
			text := script[start:end]
			current.Text = trimBlanks(text)
			current.Start = start + strings.Index(text, current.Text)
			out = append(out, current)
		}
		current, found = Statement{}, false
	}
	for _, t := range Tokens(script) {
		switch t.Kind {
		case End:
			flush(t.Start)
			start = t.End
			continue
		case Comment:
			continue
		case Parameter:
			if name := t.In(script)[1:]; name != "" {
				current.Params = append(current.Params, name)
			}
		}
		if !found {
			line += strings.Count(script[counted:t.Start], "\n")
			counted = t.Start
			current.Line, found = line, true
		}
	}
	flush(len(script))
	return out
}

func trimBlanks(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return blankAt(string(r)) > 0 })
}

// Parameters are the names behind a $ in a statement, outside strings and comments.
func Parameters(sql string) []string {
	var names []string
	for _, t := range Tokens(sql) {
		if t.Kind == Parameter && t.End > t.Start+1 {
			names = append(names, sql[t.Start+1:t.End])
		}
	}
	return names
}

// State says whether a text could be run as it stands.
type State struct {
	Ended bool // its last token outside comments is a semicolon, and nothing is open
	Empty bool // it has no token but comments
	// Open is the first byte of what is not closed: ' " $ (a dollar quote) / (a comment) or a bracket ( [ {; 0 when nothing is.
	Open byte
}

// StateOf looks at a text as typed so far.
func StateOf(text string) State {
	s := State{Empty: true}
	var brackets []byte
	for _, t := range Tokens(text) {
		if !t.Closed {
			s.Open = text[t.Start]
			if t.Kind == String && s.Open != '$' {
				s.Open = '\''
			}
			s.Ended, s.Empty = false, s.Empty && t.Kind == Comment
			return s
		}
		switch t.Kind {
		case Comment:
			continue
		case Open:
			brackets = append(brackets, text[t.Start])
		case Close:
			if len(brackets) > 0 {
				brackets = brackets[:len(brackets)-1]
			}
		}
		s.Empty = false
		s.Ended = t.Kind == End
		if s.Ended {
			brackets = nil // the database says what is missing
		}
	}
	if len(brackets) > 0 {
		s.Open = brackets[len(brackets)-1]
	}
	return s
}

// FirstLine is the line of the script on which Text begins, from 1: comments may stand before the first token.
func (s Statement) FirstLine() int {
	for _, t := range Tokens(s.Text) {
		if t.Kind != Comment {
			return s.Line - strings.Count(s.Text[:t.Start], "\n")
		}
	}
	return s.Line
}
