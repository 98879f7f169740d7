package repl

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// prompt is what stands before the input.
type prompt struct {
	first string // before a new statement, as it is written, with colour
	width int    // of first on the terminal
}

// narrow is the width of a terminal below which the prompt is a mere mark.
const narrow = 40

// defaultPrompt is the template of the prompt.
const defaultPrompt = "{db}{tx}> "

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

// prompt fills in the template: bold, and its last mark red while the last statement failed.
func (s *shell) prompt() prompt {
	template := s.settings.prompt
	if template == "" {
		template = defaultPrompt
	}
	if s.term.Width > 0 && s.term.Width < narrow {
		template = "{tx}> "
	}
	text := strings.NewReplacer("{db}", s.databaseName(), "{schema}", s.schema, "{tx}", s.transaction.mark(), "{time}", time.Now().Format("15:04:05"),
		"{elapsed}", seconds(s.elapsed), "{rows}", s.rowsText()).Replace(template)
	text = render.Visible(text)
	p := prompt{first: s.term.Bold(text), width: render.Width(text)}
	if mark := strings.LastIndexByte(text, '>'); mark >= 0 && (s.failed || s.transaction == failedTransaction) {
		p.first = s.term.Bold(text[:mark]) + s.term.Bad(">") + text[mark+1:]
	}
	return p
}

func (s *shell) rowsText() string {
	if s.last == nil {
		return "0"
	}
	return render.Count(s.last.rows)
}

// databaseName is the file's name without its ending, or memory; then the schema when it is not main, and ro when nothing can be
// written.
func (s *shell) databaseName() string {
	name := "memory"
	if s.path != "" {
		base := filepath.Base(s.path)
		name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	if s.schema != "" && s.schema != "main" {
		name += "." + s.schema
	}
	if s.opts.ReadOnly {
		name += " ro"
	}
	return name
}

// noteSchema asks where names are looked for, after a statement that may have changed it.
func (s *shell) noteSchema(ctx context.Context, sql string) {
	words := lexer.Words(sql)
	if len(words) == 0 || words[0] != "use" && words[0] != "set" && words[0] != "reset" {
		return
	}
	if rows, err := s.texts(ctx, "SELECT current_schema()"); err == nil && len(rows) == 1 {
		s.schema = rows[0][0]
	}
}
