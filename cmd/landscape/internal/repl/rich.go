package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
	"golang.org/x/term"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// rich edits a statement over all its lines, with colours, a menu of completions, search in the history and the user's inputrc.
type rich struct {
	shell    *shell
	line     *readline.Shell
	asking   string // the question that Ask puts; empty while a statement is typed
	prompt   prompt
	terminal *term.State // before the editor changed it
	rows     rows
}

// settings of the editor that hold whatever the user's inputrc says: pasted text runs nothing, letters beyond ASCII are letters.
var richSettings = map[string]any{
	"enable-bracketed-paste": true, "convert-meta": false, "input-meta": true, "output-meta": true, "echo-control-characters": false,
	"completion-ignore-case": true, "menu-complete-display-prefix": true, "show-all-if-ambiguous": true, "multiline-column": false, "history-size": 0,
	"usage-hint-always": false, askPlace: false, "completion-list-separator": " ",
}

// askPlace is whether the editor asks the terminal for the place of the cursor; see rows.
const askPlace = "cursor-position-probe"

func newRich(s *shell) (*rich, error) {
	state, err := term.GetState(int(os.Stdin.Fd()))
	if err != nil {
		return nil, err
	}
	r := &rich{shell: s, line: readline.NewShell(), terminal: state}
	for name, value := range richSettings {
		if err := r.line.Config.Set(name, value); err != nil {
			return nil, err
		}
	}
	r.line.Prompt.Primary(func() string {
		if r.asking != "" {
			return r.asking
		}
		return r.prompt.first
	})
	r.line.Prompt.Secondary(func() string { return "" }) // blank, so that a copied statement pastes clean
	r.line.AcceptMultiline = func(line []rune) bool { return r.asking != "" || complete(string(line)) }
	r.line.SyntaxHighlighter = r.draw
	r.line.Completer = r.menu
	r.line.History.Delete()
	r.line.History.Add("history", source{s.history})
	r.line.Keymap.Register(map[string]func(){
		"landscape-complete": r.complete,
		"landscape-newline":  func() { r.line.Cursor().InsertAt('\n') },
		"landscape-edit":     r.edit,
		"landscape-suspend":  r.suspend,
		"landscape-search": func() {
			_ = r.line.Config.Set(askPlace, true) // its list takes all the room there is; the next prompt asks no more
			r.line.Keymap.Commands()["reverse-search-history"]()
		},
	})
	return r, r.bind()
}

// bind sets the keys. The user's own binding of a key is kept where it is not one of the keys that the shell is made for.
func (r *rich) bind() error {
	var errs []error
	for _, keymap := range []string{"emacs", "vi-insert"} {
		for _, b := range [][2]string{
			{`\t`, "landscape-complete"}, {`\C-x\C-e`, "landscape-edit"},
			{`\C-r`, "landscape-search"}, {`\C-z`, "landscape-suspend"}, {`\C-o`, "landscape-newline"},
			{`\e[A`, "up-line-or-history"}, {`\eOA`, "up-line-or-history"}, {`\e[B`, "down-line-or-history"}, {`\eOB`, "down-line-or-history"},
		} {
			errs = append(errs, r.line.Config.Bind(keymap, inputrc.Unescape(b[0]), b[1], false))
		}
		// Alt-Enter: what the library binds to the same key with the eighth bit set comes after it and would win.
		for _, key := range []rune{'\r', '\n'} {
			errs = append(errs, r.line.Config.Bind(keymap, "\x1b"+string(key), "landscape-newline", false),
				r.line.Config.Bind(keymap, string(inputrc.Enmeta(key)), "landscape-newline", false))
		}
	}
	return errors.Join(errs...)
}

// Statement reads until Enter on what is complete. When the context ends, the terminal is put back and the reading is left behind.
func (r *rich) Statement(ctx context.Context, prompt prompt) (string, error) {
	r.prompt, r.asking = prompt, ""
	if err := r.line.Config.Set("autocomplete", r.shell.settings.completion == "live"); err != nil {
		return "", err
	}
	return r.read(ctx)
}

// Ask reads one line behind a question.
func (r *rich) Ask(ctx context.Context, question string) (string, error) {
	r.asking = question
	defer func() { r.asking = "" }()
	return r.read(ctx)
}

func (r *rich) read(ctx context.Context) (string, error) {
	r.rows = rows{}
	if err := r.line.Config.Set(askPlace, false); err != nil {
		return "", err
	}
	text, err := await(ctx, r.line.Readline, readline.ErrInterrupt)
	if ctx.Err() != nil {
		fmt.Fprint(r.shell.opts.Stdout, "\x1b[?2004l\r\n") // pasted text is marked no longer
	}
	return text, err
}

// Close puts the terminal back.
func (r *rich) Close() error { return term.Restore(int(os.Stdin.Fd()), r.terminal) }

// complete puts in what all candidates have in common, or the only one with what follows it, and else opens the menu.
func (r *rich) complete() {
	text, cursor := r.typed()
	start, found := r.shell.complete(text, cursor)
	if len(found) == 0 {
		return
	}
	common := found[0].text
	if len(found) == 1 {
		common += found[0].more
	} else {
		for _, c := range found[1:] {
			common = commonPrefix(common, c.text)
		}
	}
	typed := text[start:cursor]
	if len(common) > len(typed) && strings.HasPrefix(strings.ToLower(strings.TrimPrefix(common, `"`)), strings.ToLower(strings.TrimPrefix(typed, `"`))) {
		r.replace(typed, common)
		if len(found) == 1 || len(common) > len(typed)+1 {
			return
		}
	}
	r.line.Keymap.Commands()["menu-complete"]()
}

// draw colours the line as it is typed, and makes room for it.
func (r *rich) draw(line []rune) string {
	text, cursor := string(line), len(string(line[:min(r.line.Cursor().Pos(), len(line))]))
	whole := text
	if suggested := string(r.line.History.Suggest(r.line.Line())); strings.HasPrefix(suggested, text) {
		whole = suggested
	}
	prompt := r.prompt.width
	if r.asking != "" {
		prompt = render.Width(r.asking)
	}
	r.rows.reserve(os.Stdout, prompt, whole, cursor)
	if r.shell.term.Color && r.asking == "" {
		return highlight(text, cursor)
	}
	return text
}

// typed is the text and the place of the cursor in bytes.
func (r *rich) typed() (string, int) {
	line := []rune(*r.line.Line())
	return string(line), len(string(line[:min(r.line.Cursor().Pos(), len(line))]))
}

// replace puts text in the place of what stands before the cursor.
func (r *rich) replace(before, text string) {
	at := r.line.Cursor().Pos()
	from := at - len([]rune(before))
	r.line.Line().Cut(from, at)
	r.line.Cursor().Set(from)
	r.line.Cursor().InsertAt([]rune(text)...)
}

// commonPrefix is what two texts begin with, in the letters of the first.
func commonPrefix(a, b string) string {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && strings.EqualFold(string(x[n]), string(y[n])) {
		n++
	}
	return string(x[:n])
}

// menu gives the candidates to the editor, which replaces the whole word between blanks: what of it stands before the name is kept.
func (r *rich) menu(line []rune, cursor int) readline.Completions {
	text := string(line)
	at := len(string(line[:min(cursor, len(line))]))
	start, found := r.shell.complete(text, at)
	blank := strings.LastIndexAny(text[:at], " \t\n") + 1
	before := ""
	if blank <= start {
		before = text[blank:start]
	}
	found = r.rows.fit(os.Stdout, found)
	values := make([]readline.Completion, len(found))
	seen := map[string]int{}
	for i, c := range found {
		detail := r.shell.term.Cut(c.detail, menuDetail)
		values[i] = readline.Completion{Value: before + c.text, Display: c.text, Tag: c.kind,
			Description: detail + strings.Repeat(" ", seen[detail])} // the editor draws candidates of one description on one line
		seen[detail]++
	}
	completions := readline.CompleteRaw(values).NoSort().NoSpace().DisplayList().ListSeparator(" ")
	completions.PREFIX = text[min(blank, at):at]
	return completions
}

// menuDetail is the width of the right column of the menu.
const menuDetail = 60

// source shows the history to the editor, which never writes it: the shell does once the outcome is known.
type source struct{ *history }

// Write leaves the text to the shell.
func (h source) Write(string) (int, error) { return len(h.entries), nil }

// GetLine is the text of an entry, 0 the oldest.
func (h source) GetLine(at int) (string, error) {
	if at < 0 || at >= len(h.entries) {
		return "", errors.New("there is no such entry")
	}
	return h.entries[at].SQL, nil
}

// Len is the number of entries.
func (h source) Len() int { return len(h.entries) }

// Dump is not used.
func (h source) Dump() any { return nil }
