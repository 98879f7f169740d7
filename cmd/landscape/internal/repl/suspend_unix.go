//go:build unix

package repl

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// suspend gives the terminal back to the user's own shell until that brings this one to the front again.
func (r *rich) suspend() {
	fd := int(os.Stdin.Fd())
	raw, err := term.GetState(fd)
	if err != nil || term.Restore(fd, r.terminal) != nil {
		return
	}
	fmt.Fprint(os.Stdout, "\r\n")
	_ = unix.Kill(0, unix.SIGTSTP) // returns when the process goes on
	_ = term.Restore(fd, raw)
	r.rows = rows{}
}
