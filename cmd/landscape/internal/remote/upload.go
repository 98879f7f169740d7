package remote

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/customer-landscape/landscape/engine"
)

// upload is the body of a load, read from files as it is sent.
type upload struct {
	io.Reader
	media string
	size  int64        // 0 = not known
	end   func() error // closes the files
}

// oneFile sends a file, or standard input for "-", as it is. What it holds, the server finds out.
func oneFile(path string, opts engine.LoadOptions) (*upload, error) {
	const anything = "application/octet-stream"
	if path == "-" {
		return &upload{Reader: &counted{from: opts.Stdin, report: opts.Progress}, media: anything, end: func() error { return nil }}, nil
	}
	f, size, err := open(path)
	if err != nil {
		return nil, err
	}
	return &upload{Reader: &counted{from: f, total: size, report: opts.Progress}, media: anything, size: size, end: f.Close}, nil
}

// Why a file is not worth sending.
var (
	errFolder = errors.New("this is a folder, not a file")
	errEmpty  = errors.New("the file is empty")
)

// open opens a regular file with content.
func open(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, unreadable(path, err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = errFolder
	case !info.Mode().IsRegular():
		err = errors.New("this is not a regular file; give a pipe on standard input, with - as the file")
	case info.Size() == 0:
		err = errEmpty
	}
	if err != nil {
		return nil, 0, errors.Join(unreadable(path, err), f.Close())
	}
	return f, info.Size(), nil
}

// unreadable is the error of a file that cannot be sent, in the words that a load of it would have had here.
func unreadable(path string, err error) error {
	kind, reason, hint := engine.KindInvalid, err.Error(), ""
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind, reason = engine.KindNotFound, "there is no such file"
		hint = "Check the path; a pattern with * or ? goes in quotes when the shell should not expand it."
	case errors.As(err, &at):
		reason = at.Err.Error()
	case errors.Is(err, errFolder):
		hint = "Name its files, or use a pattern such as '" + filepath.Join(path, "*.csv") + "'."
	case errors.Is(err, errEmpty):
		hint = "Check the export that wrote it."
	}
	return &engine.Error{Kind: kind, Op: "load", Hint: hint, Err: fmt.Errorf("%s: %s", path, reason)}
}

// archive sends several files as the tar archive of one extract.
func archive(paths []string, opts engine.LoadOptions) (*upload, error) {
	var total int64
	for _, path := range paths {
		if path == "-" {
			return nil, &engine.Error{Kind: engine.KindInvalid, Op: "load", Object: "-", Hint: "Write it into a file first.",
				Err: errors.New("standard input cannot be sent to a server together with files")}
		}
		f, size, err := open(path)
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		total += size
	}
	from, to := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := pack(to, paths, &counted{total: total, report: opts.Progress})
		done <- err
		_ = to.CloseWithError(err) // always nil
	}()
	return &upload{Reader: from, media: "application/x-tar", end: func() error {
		_ = from.Close() // always nil; it ends the packing
		if err := <-done; err != nil && !errors.Is(err, io.ErrClosedPipe) {
			return err
		}
		return nil
	}}, nil
}

// pack writes files into an archive under the names by which they were given.
func pack(to io.Writer, paths []string, progress *counted) error {
	out := tar.NewWriter(to)
	for _, path := range paths {
		f, size, err := open(path)
		if err != nil {
			return err
		}
		err = out.WriteHeader(&tar.Header{Name: path, Size: size, Mode: 0o600, Format: tar.FormatPAX})
		if err == nil {
			progress.from = f
			_, err = io.Copy(out, progress)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return out.Close()
}

// counted reads and reports how much was sent.
type counted struct {
	from   io.Reader
	sent   int64
	total  int64 // 0 = not known
	report engine.Progress
}

// Read reads the next piece.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.sent += int64(n)
	if c.report != nil && n > 0 {
		phase := "send"
		if c.total > 0 && c.sent >= c.total {
			phase = "load" // the rest is the server's
		}
		c.report(engine.ProgressEvent{Phase: phase, Done: c.sent, Total: c.total, Unit: "bytes"})
	}
	return n, err
}
