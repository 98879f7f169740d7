package cli

import (
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// unfinishedPrefix begins the names of the files that this machine writes beside path until they are whole; the number of the process follows,
// then a dot. Another machine that writes into the same folder has another prefix, since its processes cannot be asked for from here.
func unfinishedPrefix(path string) string {
	host, _ := os.Hostname() // without a name all machines are one
	sum := fnv.New32a()
	sum.Write([]byte(host))
	return fmt.Sprintf(".%s.%08x-", filepath.Base(path), sum.Sum32())
}

// removeLeftovers removes what runs that were killed have left beside path. A file whose process lives stays.
func removeLeftovers(path string) error {
	dir, prefix := filepath.Dir(path), unfinishedPrefix(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		rest, ours := strings.CutPrefix(entry.Name(), prefix)
		number, _, _ := strings.Cut(rest, ".")
		if pid, err := strconv.Atoi(number); ours && err == nil && isGone(pid) {
			if err := ignoreMissing(os.Remove(filepath.Join(dir, entry.Name()))); err != nil {
				return err
			}
		}
	}
	return nil
}

// isGone says that no process has the number. Where a system cannot tell, it has.
func isGone(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = process.Release() }() // frees what FindProcess holds; the process goes on
	return errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
