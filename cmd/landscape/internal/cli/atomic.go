package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// checkTarget refuses an output file that exists, unless it may be replaced, before anything is started.
func checkTarget(path string, force bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return usageError("mkdir -p "+filepath.Dir(path), "the folder of %s does not exist", path)
		}
		return nil
	case err != nil:
		return usageError("", "%s: %v", path, err)
	case info.IsDir():
		return usageError("", "%s is a directory", path)
	case !force:
		return usageError("--force", "%s exists already", path)
	}
	return nil
}

// writeAtomically lets write fill a new file beside path and renames it when all went well, so that path is whole, or as it was.
func writeAtomically(path string, write func(io.Writer) error) error {
	return placeAtomically(path, func(temp string) (err error) {
		f, err := os.OpenFile(temp, os.O_WRONLY|os.O_TRUNC, 0)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		buffer := bufio.NewWriterSize(f, 1<<20)
		if err := write(buffer); err != nil {
			return err
		}
		return buffer.Flush()
	})
}

// placeAtomically lets fill write the file that is there for it beside path, and renames it when all went well. What a run that was killed has
// left of the same file goes first.
func placeAtomically(path string, fill func(temp string) error) (err error) {
	if err := removeLeftovers(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), fmt.Sprintf("%s%d.*", unfinishedPrefix(path), os.Getpid()))
	if err != nil {
		return err
	}
	temp := f.Name()
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(temp)))
		}
	}()
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := errors.Join(f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	if err := fill(temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// syncFile makes the content of a file durable, whoever wrote it.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
