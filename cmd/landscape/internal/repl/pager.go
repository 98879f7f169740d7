package repl

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// paged draws on the terminal. Where everything was asked for and does not fit, every column is drawn and goes through the pager, which
// scrolls to the side; nothing else is ever paged.
func (s *shell) paged(ctx context.Context, all bool, draw func(w io.Writer, style render.Style) error) error {
	command := s.pagerCommand()
	if !all || command == "" || !s.term.isTerminal || s.term.height == 0 {
		return draw(s.out, s.term.Style)
	}
	unlimited := s.term.Style
	unlimited.Width = 0
	var text bytes.Buffer
	if err := draw(&text, unlimited); err != nil {
		return err
	}
	if s.settings.pager != "on" && fits(text.String(), s.term.Width, s.term.height) {
		_, err := s.out.Write(text.Bytes())
		return err
	}
	pager := exec.CommandContext(ctx, "sh", "-c", command)
	pager.Stdin, pager.Stdout, pager.Stderr = &text, s.out, s.err
	if err := pager.Run(); err != nil {
		s.note("note: the pager %s: %v", command, err)
	}
	return nil
}

// pagerCommand is the command of .pager, else of the environment, else less; empty when there is none.
func (s *shell) pagerCommand() string {
	switch s.settings.pager {
	case "off":
		return ""
	case "", "auto", "on":
		for _, name := range []string{"LANDSCAPE_PAGER", "PAGER"} {
			if command := os.Getenv(name); command != "" {
				return command
			}
		}
		if _, err := exec.LookPath("less"); err == nil {
			return "less -RSFX"
		}
		return ""
	}
	return s.settings.pager
}

// fits tells whether a text can be seen at once, the prompt below it.
func fits(text string, width, height int) bool {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) >= height {
		return false
	}
	for _, line := range lines {
		if width > 0 && render.Shown(line) > width {
			return false
		}
	}
	return true
}
