package repl

import (
	"path/filepath"
	"strings"
)

// prompt is what stands before the input: first before a new statement, more before its further lines as long as open is not closed.
type prompt struct {
	first  string
	failed bool // the last statement failed
}

// continuation is what stands before a further line of an unfinished statement: it names what is open.
func continuation(open byte) string {
	switch open {
	case 0:
		return "   -> "
	case '/':
		return "   *> "
	default:
		return "   " + string(open) + "> "
	}
}

func (s *shell) prompt() prompt {
	if s.term.Width > 0 && s.term.Width < 40 {
		return prompt{first: "> "}
	}
	return prompt{first: s.databaseName() + "> "}
}

// databaseName is the file's name without its ending, or memory.
func (s *shell) databaseName() string {
	if s.path == "" {
		return "memory"
	}
	base := filepath.Base(s.path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
