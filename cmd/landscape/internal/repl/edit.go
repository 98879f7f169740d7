package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"
)

// edit opens the text that is being typed in the user's editor and takes over what was saved.
func (r *rich) edit() {
	fd := int(os.Stdin.Fd())
	raw, err := term.GetState(fd)
	if err != nil || term.Restore(fd, r.terminal) != nil {
		return
	}
	text, err := editText(context.Background(), string(*r.line.Line()))
	_ = term.Restore(fd, raw)
	if err != nil {
		r.line.Hint.SetTemporary(err.Error())
		return
	}
	text = strings.TrimRight(text, "\n")
	r.line.Line().Set([]rune(text)...)
	r.line.Cursor().Set(len([]rune(text)))
}

// editText lets the user change a text in $VISUAL or $EDITOR, else vi, and returns what was saved.
func editText(ctx context.Context, text string) (string, error) {
	words := fields(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"))
	if len(words) == 0 {
		return "", errors.New("$EDITOR names no program")
	}
	f, err := os.CreateTemp("", "landscape-*.sql")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], f.Name())...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("the editor %s: %w", words[0], err)
	}
	saved, err := os.ReadFile(f.Name())
	return string(saved), err
}

// fields splits a line into words at blanks; quotes, single or double, hold words together.
func fields(line string) []string {
	var words []string
	var word strings.Builder
	quote, inside := rune(0), false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			quote, inside = c, true
		case c == ' ' || c == '\t':
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(c)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}
