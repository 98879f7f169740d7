package repl

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"

	"github.com/customer-landscape/landscape/engine"
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

// editText lets the user change a text in an editor and returns what was saved.
func editText(ctx context.Context, text string) (string, error) {
	f, err := os.CreateTemp("", "landscape-*.sql")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	editor := splitWords(editorCommand())
	program := exec.CommandContext(ctx, editor[0], append(editor[1:len(editor):len(editor)], f.Name())...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := program.Run(); err != nil {
		return "", &engine.Error{Kind: engine.KindInvalid, Op: "edit", Object: editor[0], Hint: "set VISUAL or EDITOR to the editor that you have", Err: err}
	}
	saved, err := os.ReadFile(f.Name())
	return string(saved), err
}

// editorCommand is the editor of the user with its arguments. LANDSCAPE_EDITOR names the editor of the shell itself.
func editorCommand() string {
	for _, name := range []string{"LANDSCAPE_EDITOR_COMMAND", "VISUAL", "EDITOR"} {
		if command := strings.TrimSpace(os.Getenv(name)); command != "" {
			return command
		}
	}
	return "vi"
}
