//go:build linux || darwin

package repl

import (
	"os"

	"golang.org/x/sys/unix"
)

// hush keeps the terminal from showing what is typed while a statement runs, which would stand in the middle of its result. The keys
// are kept for the next prompt. The returned function shows them again.
func (s *shell) hush() (show func()) {
	if !s.interactive {
		return func() {}
	}
	fd := int(os.Stdin.Fd())
	return setEcho(fd, false)
}

func setEcho(fd int, on bool) (back func()) {
	state, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil || state.Lflag&unix.ECHO != 0 == on {
		return func() {}
	}
	state.Lflag ^= unix.ECHO
	if unix.IoctlSetTermios(fd, setTermios, state) != nil {
		return func() {}
	}
	return func() { setEcho(fd, !on) }
}
