package repl

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/chzyer/readline"
	"golang.org/x/term"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// lineMark stands for a line break inside the one line that the basic editor knows: in what is pasted or recalled.
const lineMark = '⏎'

// basic edits one line at a time. It asks little of the terminal: for poor links, screen readers and consoles where rich misbehaves.
// A statement of several lines is recalled, and pasted, as one line with marks in place of the line breaks.
type basic struct {
	shell    *shell
	line     *readline.Instance
	paste    *pasteFilter
	before   string      // the lines of the statement so far
	terminal *term.State // before the editor changed it
	known    int         // entries of the history that the editor has
}

func newBasic(s *shell) (*basic, error) {
	state, err := term.GetState(int(os.Stdin.Fd()))
	if err != nil {
		return nil, err
	}
	b := &basic{shell: s, paste: newPasteFilter(s.opts.Stdin), terminal: state}
	config := &readline.Config{Stdin: b.paste, Stdout: s.opts.Stdout, Stderr: s.opts.Stderr, AutoComplete: b, Painter: b,
		HistoryLimit: maxHistory, HistorySearchFold: true, DisableAutoSaveHistory: true, InterruptPrompt: "\n", EOFPrompt: "\n"}
	if b.line, err = readline.NewEx(config); err != nil {
		return nil, err
	}
	return b, nil
}

// Statement reads lines until they are whole.
func (b *basic) Statement(ctx context.Context, prompt prompt) (string, error) {
	if b.known > len(b.shell.history.entries) {
		b.known = 0
		b.line.ResetHistory()
	}
	for _, e := range b.shell.history.entries[b.known:] {
		_ = b.line.SaveHistory(strings.ReplaceAll(e.SQL, "\n", string(lineMark))) // in memory
	}
	b.known = len(b.shell.history.entries)
	b.before = ""
	defer func() { b.before = "" }()
	if os.Getenv("TERM") != "dumb" {
		fmt.Fprint(b.shell.opts.Stdout, "\x1b[?2004h")
		defer fmt.Fprint(b.shell.opts.Stdout, "\x1b[?2004l")
	}
	ask := prompt.first
	for {
		line, err := b.read(ctx, ask)
		text := b.before + b.paste.restore(line)
		switch {
		case err != nil:
			return text, err
		case complete(text):
			return text, nil
		}
		b.before = text + "\n"
		ask = continuation(lexer.StateOf(b.before).Open)
	}
}

// Ask reads one line.
func (b *basic) Ask(ctx context.Context, question string) (string, error) {
	return b.read(ctx, question)
}

func (b *basic) read(ctx context.Context, ask string) (string, error) {
	b.line.SetPrompt(ask)
	return await(ctx, b.line.Readline, readline.ErrInterrupt)
}

// Close puts the terminal back. The editor's own Close would wait for a key.
func (b *basic) Close() error { return term.Restore(int(os.Stdin.Fd()), b.terminal) }

// Paint colours a line as it is typed. The marks of line breaks stand back.
func (b *basic) Paint(line []rune, at int) []rune {
	if !b.shell.term.Color {
		return line
	}
	shown, end := strings.CutSuffix(string(line), "\n") // the line that was entered ends in one
	text := strings.ReplaceAll(shown, string(lineMark), "\n")
	painted := highlight(text, len(strings.ReplaceAll(string(line[:min(at, len(line))]), string(lineMark), "\n")))
	painted = strings.ReplaceAll(painted, "\n", "\x1b[2m"+string(lineMark)+"\x1b[0m")
	if end {
		painted += "\n"
	}
	return []rune(painted)
}

// Do offers what could follow the cursor, and how much of the line it belongs to.
func (b *basic) Do(line []rune, at int) (endings [][]rune, length int) {
	typed := b.before + strings.ReplaceAll(string(line[:at]), string(lineMark), "\n")
	text := typed + strings.ReplaceAll(string(line[at:]), string(lineMark), "\n")
	start, found := b.shell.complete(text, len(typed))
	word := typed[start:]
	for _, c := range found {
		offer := c.text
		if len(found) == 1 {
			offer += c.more
		}
		if len(offer) >= len(word) && strings.EqualFold(offer[:len(word)], word) {
			endings = append(endings, []rune(offer[len(word):]))
		}
	}
	return endings, len([]rune(word))
}
