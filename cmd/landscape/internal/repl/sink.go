package repl

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// sink is where results go in place of standard output: a file, or the input of a command.
type sink struct {
	file    string // empty for a command
	command string
	once    bool   // for one result
	format  string // of the file's ending; empty writes in the mode
	bom     bool   // a byte order mark first, for spreadsheets
	used    bool   // something was written: what follows is appended
	after   func() error
}

// parseSink reads FILE or |COMMAND.
func parseSink(target string) (*sink, error) {
	if command, ok := strings.CutPrefix(target, "|"); ok {
		if command = strings.TrimSpace(command); command == "" {
			return nil, usage(".once |sort", "a command stands behind |")
		}
		return &sink{command: command}, nil
	}
	to := &sink{file: unquote(target)}
	if f, ok := encode.ByExtension(to.file); ok {
		to.format = string(f)
	} else if strings.EqualFold(filepath.Ext(to.file), ".html") {
		to.format = "html"
	}
	return to, nil
}

// send writes a result whole into the sink: no row and no column is left out.
func (s *shell) send(ctx context.Context, to *sink, columns []render.Column, src encode.Source) error {
	name := to.format
	if name == "" {
		name = s.settings.mode
	}
	write := func(w io.Writer) error {
		if m, err := modeOf(name); err == nil && m.forPeople {
			_, err := render.Table(w, columns, src, render.TableOptions{Lines: name == "line", Style: render.Style{Values: s.values()}})
			return err
		}
		return s.write(w, name, columns, src)
	}
	var err error
	if to.command != "" {
		err = s.pipe(ctx, to.command, write)
	} else {
		err = to.fill(write)
	}
	to.used = true
	if err == nil && to.after != nil {
		err = to.after()
	}
	return err
}

// fill writes the file. The first result replaces it whole or not at all, further ones of .output stand behind it.
func (to *sink) fill(write func(io.Writer) error) error {
	if to.used {
		if encode.Format(to.format).IsBinary() {
			return usage(".output", "%s holds one result", to.file)
		}
		f, err := os.OpenFile(to.file, os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(to.file), "."+filepath.Base(to.file)+".*")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	if to.bom {
		_, err = out.WriteString("\ufeff")
	}
	if err == nil {
		err = write(out)
	}
	err = errors.Join(err, out.Flush(), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), to.file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// pipe runs a command of the system's shell on what write writes; its output goes where results go.
func (s *shell) pipe(ctx context.Context, command string, write func(io.Writer) error) error {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Stdout, cmd.Stderr = s.out, s.err
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	written := write(in)
	if isBrokenPipe(written) { // it has read what it wanted, as head does
		written = nil
	}
	err = errors.Join(written, ignoreBroken(in.Close()), cmd.Wait())
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &engine.Error{Kind: engine.KindQuery, Op: "pipe", Object: command, Err: exit}
	}
	return err
}

func ignoreBroken(err error) error {
	if isBrokenPipe(err) {
		return nil
	}
	return err
}

func isBrokenPipe(err error) bool {
	return errors.Is(err, io.ErrClosedPipe) || errors.Is(err, os.ErrClosed) || err != nil && strings.Contains(err.Error(), "broken pipe")
}

// unquote takes the quotes off a file's name.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	if n := len(text); n >= 2 && (text[0] == '\'' || text[0] == '"') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}
