package benchmarks

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/creack/pty"
)

// starts is how often the program is started: a start is short, and the first ones fill the caches of the machine.
const starts = 7

// measureStart starts the program on the business until it answers: a query of one number, or the first prompt of the shell.
func measureStart(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	if r.scale.Binary == "" {
		return nil, errSkipped("no program to start: landscape bench measures itself, go test -bench what LANDSCAPE_BENCH_BINARY names")
	}
	path, _, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	start := r.selectOne
	if c.With == "prompt" {
		start = r.firstPrompt
	}
	var taken []float64
	for range starts {
		started := time.Now()
		if err := start(ctx, path); err != nil {
			return nil, err
		}
		taken = append(taken, time.Since(started).Seconds())
	}
	return []Figure{{Name: c.Name, Seconds: taken, Within: c.Seconds}}, nil
}

func (r *Run) selectOne(ctx context.Context, database string) error {
	out, err := exec.CommandContext(ctx, r.scale.Binary, "query", database, "-c", "select 1 as one", "-o", "csv").Output()
	if err == nil && string(out) != "one\n1\n" {
		err = fmt.Errorf("the answer to select 1 is %q", out)
	}
	return err
}

// firstPrompt starts the shell in a terminal and reads until it asks for input.
func (r *Run) firstPrompt(ctx context.Context, database string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, r.scale.Binary, "repl", database, "--editor", "plain", "--no-progress")
	shell.Env = append(shell.Environ(), "NO_COLOR=1", "TERM=dumb")
	terminal, err := pty.Start(shell)
	if err != nil {
		return errSkipped("no terminal can be opened: " + err.Error())
	}
	defer func() {
		cancel()
		terminal.Close()
		_ = shell.Wait() // it was killed
	}()
	var shown bytes.Buffer
	buf := make([]byte, 4096)
	for !strings.HasSuffix(shown.String(), "> ") {
		n, err := terminal.Read(buf)
		shown.Write(buf[:n])
		if err != nil {
			return fmt.Errorf("the shell ended before its prompt: %w: %s", err, shown.String())
		}
	}
	return nil
}
