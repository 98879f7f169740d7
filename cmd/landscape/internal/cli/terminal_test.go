//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
)

// patience is how long a test waits for something to appear; it is not what anything may take.
const patience = 30 * time.Second

// screen is the binary in a terminal of its own, with what that terminal shows.
type screen struct {
	t    *testing.T
	cmd  *exec.Cmd
	pty  *os.File
	term vt10x.Terminal
	done chan struct{} // closed when the program's output has ended

	mu  sync.Mutex
	raw bytes.Buffer // all bytes that the program wrote
}

// open starts the binary in a terminal of a size, in an environment as command gives it.
func open(t *testing.T, columns, rows int, env []string, args ...string) *screen {
	t.Helper()
	cmd := command(t, append([]string{"TERM=xterm-256color", "LANG=C.UTF-8"}, env...), args...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, cmd: cmd, pty: f, term: vt10x.New(vt10x.WithSize(columns, rows), vt10x.WithWriter(f)), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		buf := make([]byte, 4096)
		for {
			n, err := f.Read(buf)
			s.mu.Lock()
			s.raw.Write(buf[:n])
			_, _ = s.term.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = f.Close()
		<-s.done
	})
	return s
}

// text is what the terminal shows, without blanks at the ends of lines and empty lines at the end.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(s.term.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// bytes is all that the program wrote.
func (s *screen) bytes() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// keys types; \r is Enter.
func (s *screen) keys(keys string) {
	s.t.Helper()
	if _, err := s.pty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// until waits until what the terminal shows matches.
func (s *screen) until(pattern string) {
	s.t.Helper()
	want := regexp.MustCompile(pattern)
	s.wait(fmt.Sprintf("%q on the screen", pattern), func() bool { return want.MatchString(s.text()) })
}

func (s *screen) wait(what string, met func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !met(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s:\n%s", what, s.text())
		}
	}
}

// exit waits for the program's end and returns its exit code.
func (s *screen) exit() int {
	s.t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.cmd.Wait() // the code says it
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		s.t.Fatalf("the program does not end:\n%s", s.text())
	}
	return s.cmd.ProcessState.ExitCode()
}

// isSane tells whether the terminal shows what is typed and takes it line by line, as a shell left it.
func (s *screen) isSane() bool {
	s.t.Helper()
	state, err := unix.IoctlGetTermios(int(s.pty.Fd()), tcgets)
	if err != nil {
		s.t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0 && state.Lflag&unix.ICANON != 0 && state.Lflag&unix.ISIG != 0
}

// home is the program's HOME.
func (s *screen) home() string {
	home := ""
	for _, v := range s.cmd.Env {
		if value, ok := strings.CutPrefix(v, "HOME="); ok {
			home = value
		}
	}
	return home
}
