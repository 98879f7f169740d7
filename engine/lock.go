package engine

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// location is a database file that was looked at before DuckDB touches it.
type location struct {
	path string // absolute; empty in memory
	made bool   // the file did not exist before
}

// undo removes a file that opening has made, so that a failed creation leaves nothing.
func (l location) undo() error {
	if !l.made {
		return nil
	}
	return errors.Join(removeIfThere(l.path), removeIfThere(l.path+".wal"))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func databaseError(object, hint, format string, args ...any) error {
	return &Error{Kind: KindDatabase, Op: "open", Object: object, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// locate refuses every path that cannot be a landscape database, before DuckDB would create, lock or misread it.
func locate(opts Options) (location, error) {
	if opts.Path == "" || opts.Path == ":memory:" {
		if opts.ReadOnly {
			return location{}, &Error{Kind: KindInvalid, Op: "open", Object: ":memory:", Err: errors.New("a database in memory cannot be read-only")}
		}
		return location{}, nil
	}
	path, err := filepath.Abs(opts.Path)
	if err != nil {
		return location{}, databaseError(opts.Path, "", "%w", err)
	}
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if strings.EqualFold(stem, queries.BaseSchema) || strings.EqualFold(stem, queries.HistorySchema) {
		return location{}, databaseError(opts.Path, "Give the file another name.",
			"the file's name without its ending is the name of a schema inside it, which makes that schema ambiguous")
	}
	if strings.ContainsAny(path, "?#") || !validEscapes(path) {
		return location{}, databaseError(opts.Path, "Give the file or its folder another name.",
			"the database driver cannot open a path with the characters ? # or %% in it")
	}
	return inspect(opts, path)
}

func inspect(opts Options, path string) (location, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && opts.Create && !opts.ReadOnly:
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return location{}, databaseError(opts.Path, "Make the folder first.", "the folder %s does not exist", filepath.Dir(path))
		}
		return location{path: path, made: true}, nil
	case errors.Is(err, fs.ErrNotExist):
		return location{}, databaseError(opts.Path,
			"Make it with `landscape load "+opts.Path+" FILE...`, or pass --create for an empty one.", "there is no such database")
	case err != nil:
		return location{}, databaseError(opts.Path, "", "%w", errors.Unwrap(err))
	case info.IsDir():
		return location{}, databaseError(opts.Path, "Name a file inside it.", "it is a directory, and a database is one file")
	case info.Size() == 0 && opts.Create && !opts.ReadOnly:
		return location{path: path, made: true}, os.Remove(path) // DuckDB refuses an empty file, as mktemp makes it
	case info.Size() == 0:
		return location{}, databaseError(opts.Path, "Make it with `landscape load "+opts.Path+" FILE...`.", "the file is empty")
	}
	return location{path: path}, checkMagic(opts.Path, path)
}

// checkMagic reads the four letters that every DuckDB file carries after its first checksum.
func checkMagic(object, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return databaseError(object, "", "%w", errors.Unwrap(err))
	}
	defer f.Close()
	head := make([]byte, 12)
	if n, err := io.ReadFull(f, head); err != nil || string(head[8:n]) != "DUCK" {
		return databaseError(object, "Name a database first and the files to load after it: `landscape load DB FILE...`.",
			"it is not a DuckDB database but a file of another program")
	}
	return nil
}

var badEscape = regexp.MustCompile(`%([^0-9a-fA-F]|.?$|[0-9a-fA-F][^0-9a-fA-F])`)

func validEscapes(path string) bool { return !badEscape.MatchString(path) }

var (
	lockHolder = regexp.MustCompile(`Conflicting lock is held in (.+?) \(PID (\d+)\)`)
	newerFile  = regexp.MustCompile(`(?i)newer version|storage version`)
)

// openError says in the words of our user why DuckDB did not open the file. The driver gives no more than text here.
func openError(object string, err error) error {
	text := err.Error()
	if m := lockHolder.FindStringSubmatch(text); m != nil {
		return databaseError(object, "Close that program, or wait for it; a `landscape serve` is asked with --connect URL.",
			"the database is in use by %s (process %s); one process at a time may open it", filepath.Base(m[1]), m[2])
	}
	switch {
	case strings.Contains(text, "Could not set lock"):
		return databaseError(object, "Close the program that has it open, or wait for it; a `landscape serve` is asked with --connect URL.", "the database is in use by another process")
	case strings.Contains(text, "different configuration"):
		return databaseError(object, "Use the engine that is open.", "this process has the database open already")
	case newerFile.MatchString(text):
		return databaseError(object, "Use a newer release of landscape.", "the file was written by a newer DuckDB: %w", err)
	}
	return databaseError(object, "", "%w", err)
}
