package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// headerBytes is the length of the headers of a DuckDB file: one that never changes and two that take turns, each with the number of its
// checkpoint.
const headerBytes = 3 * 4096

// DataVersion is a short text that changes with everything that could change an answer: loads and their withdrawal, refreshes, fits,
// settings, snapshots, changes of tables and views, another release of this program, and a new day in UTC. It stays the same as long as
// nothing changes, also when the database is opened again. Ask for it before Read: an answer is then never older than its version.
func (e *Engine) DataVersion(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", classify("data version", e.name(), err)
	}
	select {
	case <-e.stop:
		return "", classify("data version", e.name(), ErrClosed)
	default:
	}
	return *e.stamp.Load() + "-" + time.Now().UTC().Format("20060102"), nil
}

// changed notes that something was written, or may have been. The state that readers can see is then the one after the write.
func (e *Engine) changed() {
	e.changes.Add(1)
	stamp, err := e.readStamp()
	if err != nil {
		e.log.Warn("the state of the file cannot be told, so answers are not kept", "database", e.name(), "error", err)
		stamp = fmt.Sprintf("%x-%d", time.Now().UnixNano(), e.changes.Load())
	}
	e.stamp.Store(&stamp)
}

// reshaped is changed for what may have made, altered or dropped a table, a view or a macro.
func (e *Engine) reshaped() {
	e.shapes.Add(1)
	e.changed()
}

// readStamp sums up the headers of the file, when it was last written, and how long its write-ahead log is. A commit lengthens the log
// before anybody sees its data, and a checkpoint writes a header.
func (e *Engine) readStamp() (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, program())
	if e.path == "" {
		fmt.Fprintln(hash, e.born.UnixNano(), e.changes.Load())
		return hex.EncodeToString(hash.Sum(nil)[:12]), nil
	}
	if _, err := io.Copy(hash, io.NewSectionReader(e.file, 0, headerBytes)); err != nil {
		return "", err
	}
	info, err := e.file.Stat()
	if err != nil {
		return "", err
	}
	fmt.Fprintln(hash, info.ModTime().UnixNano())
	switch log, err := os.Stat(e.path + ".wal"); {
	case err == nil:
		fmt.Fprintln(hash, log.Size())
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)[:12]), nil
}

// program tells releases apart, since another one may compute otherwise.
var program = sync.OnceValue(func() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	text := build.Main.Version
	for _, s := range build.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" {
			text += " " + s.Value
		}
	}
	return text
})

// watchFile keeps the file open for reading its headers. It stays open as long as DuckDB has it: whoever closes a file gives up every lock
// that the process holds on it.
func (e *Engine) watchFile() (err error) {
	if e.path != "" {
		e.file, err = os.Open(e.path)
	}
	e.changed()
	return err
}

// unwatchFile closes the file, after DuckDB.
func (e *Engine) unwatchFile() error {
	if e.file == nil {
		return nil
	}
	return e.file.Close()
}
