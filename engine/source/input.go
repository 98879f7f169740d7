package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"
)

// Column is one column of an Input.
type Column struct {
	Name string // from the header, trimmed; "columnN" (N from 1) where the file names none
	Type string // DuckDB type; VARCHAR for every column of text, xlsx and JSON
}

// Dialect is how a text file is cut into rows and fields. It is decided once, over samples of the whole file, and passed whole
// to DuckDB.
type Dialect struct {
	Delimiter string // "," ";" "\t" "|" ...; "," for blank-aligned and xlsx files, which are rewritten
	Quote     string // one byte, or "" = none
	Escape    string // one byte, the quote itself or a backslash; "" without quotes
	Newline   string // "\n", "\r\n" or "\r"
	Header    bool   // the first row names the columns
	Skip      int    // physical lines before the header or the first row: blank ones, titles and a "sep=;" line
	Aligned   bool   // the file's columns were aligned with blanks
}

// Sample holds raw rows of a text, xlsx or JSON file. A missing value is the empty string.
type Sample struct {
	Rows [][]string // rows of the head, then (Head onwards) of the middle and the tail of a big file
	Head int        // how many of Rows are the first rows of the file, in order
	All  bool       // Rows are all rows of the file
}

// Input is an inspected file: what it holds, and how DuckDB or Arrow reads it. It owns temporary files until Close.
type Input struct {
	Path     string // as it was named; "standard input" for "-"
	Format   Format
	Encoding string   // of text and JSON: "utf-8", "utf-16le", "utf-16be", "windows-1252", "latin-1"
	ASCII    bool     // of delimited text: every byte of the file is ASCII; false = not known
	Wrapping string   // "", "gzip" or "zstd"
	Sheet    string   // of xlsx
	Sheets   []string // of xlsx, all of them
	Columns  []Column
	Dialect  Dialect  // of text and xlsx
	Sample   Sample   // of text, xlsx and JSON
	Size     int64    // bytes of the file as it lies; for "-" the bytes read
	Rows     int64    // rows of Parquet and Arrow files (exact); physical lines less the header for text (an upper bound); -1 = not known
	Notes    []string // what was decided and a user may want to know, a sentence each
	Suspect  string   // why some rows of the text are surely faulty (NUL bytes, bytes that are not UTF-8), so that only Numbered reads it; "" = nothing known

	data    string // the file that is read: the original or a temporary copy
	hash    string
	temp    string // folder of temporary files; "" = none yet
	tempDir string
	layout  string // of JSON, in DuckDB's words: array, newline_delimited, unstructured
	perRow  bool   // places are rows of a sheet, not lines
}

// Inspect opens the file, verifies it as far as the content of its format allows (checksums, lengths, encoding, NUL bytes) and
// decides how it is read. Compressed, transcoded, blank-aligned and xlsx files and standard input ("-") are copied once as
// plain UTF-8 to Options.TempDir; a plain UTF-8 file is left where it lies. Errors are *Error or the context's.
func Inspect(ctx context.Context, path string, opts Options) (*Input, error) {
	in := &Input{Path: path, tempDir: opts.TempDir, Rows: -1}
	switch {
	case path == "-":
		in.Path = "standard input"
	case opts.Name != "":
		in.Path = opts.Name
	}
	err := in.inspect(ctx, path, opts)
	if err == nil {
		return in, nil
	}
	err = in.named(ctx, err)
	if closing := in.Close(); closing != nil {
		err = errors.Join(err, closing)
	}
	return nil, err
}

// named makes sure that the error is ours and names the file.
func (in *Input) named(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var own *Error
	if errors.As(err, &own) {
		if own.Path == "" {
			own.Path = in.Path
		}
		return own
	}
	e := &Error{Path: in.Path, Reason: err.Error(), Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Reason, e.Hint = "there is no such file", "Check the path; a pattern with * or ? goes in quotes when the shell should not expand it."
	case errors.Is(err, fs.ErrPermission):
		e.Reason, e.Hint = "permission denied", "Make the file readable for this user."
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason, e.Hint = "the file is cut off", "Copy or download it again."
	}
	return e
}

func (in *Input) inspect(ctx context.Context, path string, opts Options) error {
	if err := opts.check(); err != nil {
		return err
	}
	var err error
	if path == "-" {
		path, err = in.spool(ctx, "stdin", stdin(opts), 0, opts.Progress, io.Discard)
		if err != nil {
			return err
		}
	}
	if path, err = in.plainName(path); err != nil {
		return err
	}
	head, err := in.stat(path)
	if err != nil {
		return err
	}
	in.data = path
	kind := detectContainer(head)
	s := &survey{hash: xxh3.New128()}
	if kind.wrapping != "" {
		if head, err = in.unwrap(ctx, s, path, kind.wrapping, opts); err != nil {
			return err
		}
		in.Wrapping = kind.wrapping
		kind = detectContainer(head)
		if kind.wrapping != "" {
			return &Error{Reason: "compressed twice", Hint: "Unpack it once."}
		}
		if len(head) == 0 {
			return emptyFile()
		}
	}
	if kind.refusal != "" {
		return &Error{Reason: "this is " + kind.refusal + ", which cannot be loaded", Hint: kind.hint}
	}
	if err := agree(kind.format, opts.Format); err != nil {
		return err
	}
	if in.Wrapping == "" {
		if err := in.survey(ctx, s, opts); err != nil {
			return err
		}
	}
	s.finish()
	in.hash = s.sum()
	switch in.Format = kind.format; in.Format {
	case FormatParquet:
		return in.inspectParquet()
	case FormatArrowFile, FormatArrowStream:
		return in.inspectArrow(ctx)
	case FormatXLSX:
		return in.inspectXLSX(ctx, opts)
	default:
		return in.inspectText(ctx, s, head, opts)
	}
}

// agree refuses a format that the content contradicts.
func agree(found, wanted Format) error {
	text := func(f Format) bool { return f == FormatText || f == FormatJSON || f == FormatNDJSON }
	switch {
	case wanted == FormatAuto, found == wanted, found == FormatAuto && text(wanted):
		return nil
	case found == FormatAuto:
		return &Error{Reason: fmt.Sprintf("this is not a file of format %s", wanted), Hint: "Leave the format out to have it detected."}
	}
	return &Error{Reason: fmt.Sprintf("this is a file of format %s, not %s", found, wanted), Hint: "Leave the format out to have it detected."}
}

func emptyFile() *Error {
	return &Error{Reason: "the file is empty", Hint: "Check the export that wrote it."}
}

func stdin(opts Options) io.Reader {
	if opts.Stdin != nil {
		return opts.Stdin
	}
	return os.Stdin
}

// stat refuses what is no readable file with content and returns its first bytes.
func (in *Input) stat(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		return nil, &Error{Reason: "this is a folder, not a file", Hint: "Name its files, or use a pattern such as '" + filepath.Join(in.Path, "*.csv") + "'."}
	case !info.Mode().IsRegular():
		return nil, &Error{Reason: "this is not a regular file", Hint: "Give a pipe on standard input, with - as the file."}
	case info.Size() == 0:
		return nil, emptyFile()
	}
	in.Size = info.Size()
	return readHead(path, 64<<10)
}

func readHead(path string, n int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, n))
}

// plainName gives the file a name that DuckDB takes as one file, where its own has characters of a pattern.
func (in *Input) plainName(path string) (string, error) {
	if !strings.ContainsAny(path, "*?[{") {
		return path, nil
	}
	if _, err := os.Stat(path); err != nil {
		return path, nil // said by stat
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	link, err := in.tempName("file")
	if err != nil {
		return "", err
	}
	return link, os.Symlink(full, link)
}

// tempName returns a path in the input's own temporary folder.
func (in *Input) tempName(name string) (string, error) {
	if in.temp == "" {
		dir, err := os.MkdirTemp(in.tempDir, "landscape-source-")
		if err != nil {
			return "", &Error{Reason: "no temporary folder", Hint: "Give a writable folder for temporary files.", Err: err}
		}
		in.temp = dir
	}
	return filepath.Join(in.temp, name), nil
}

// spool copies r to a temporary file and to also, and returns its path.
func (in *Input) spool(ctx context.Context, name string, r io.Reader, total int64, progress func(done, total int64), also io.Writer) (string, error) {
	path, err := in.tempName(name)
	if err != nil {
		return "", err
	}
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	var done int64
	err = pump(ctx, io.MultiWriter(f, also), r, func(n int) {
		done += int64(n)
		if progress != nil {
			progress(done, total)
		}
	})
	return path, errors.Join(err, f.Close())
}

// unwrap decompresses the file, which verifies checksums, lengths and trailer, surveys the content in the same pass and returns
// its first bytes.
func (in *Input) unwrap(ctx context.Context, s *survey, path, wrapping string, opts Options) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	counted := &countingReader{r: f, total: in.Size, progress: opts.Progress}
	var r io.Reader
	switch wrapping {
	case "gzip":
		z, err := gzip.NewReader(counted)
		if err != nil {
			return nil, damaged(wrapping, err)
		}
		defer z.Close()
		r = z
	default:
		z, err := zstd.NewReader(counted)
		if err != nil {
			return nil, damaged(wrapping, err)
		}
		defer z.Close()
		r = z
	}
	var faulty error
	in.data, err = in.spool(ctx, "content", readerFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		if err != nil && err != io.EOF {
			faulty = damaged(wrapping, err)
			err = faulty
		}
		return n, err
	}), 0, nil, s)
	if faulty != nil {
		return nil, faulty
	}
	if err != nil {
		return nil, err
	}
	return readHead(in.data, 64<<10)
}

func damaged(wrapping string, err error) error {
	reason := "the " + wrapping + " data are damaged: " + err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		reason = "the " + wrapping + " data are cut off"
	}
	return &Error{Reason: reason, Hint: "Copy or download the file again.", Err: err}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// countingReader reports how much of a file was read.
type countingReader struct {
	r           io.Reader
	done, total int64
	progress    func(done, total int64)
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.progress != nil {
		c.progress(c.done, c.total)
	}
	return n, err
}

// survey reads all bytes of the content once.
func (in *Input) survey(ctx context.Context, s *survey, opts Options) error {
	f, err := os.Open(in.data)
	if err != nil {
		return err
	}
	defer f.Close()
	return pump(ctx, s, &countingReader{r: f, total: in.Size, progress: opts.Progress}, func(int) {})
}

// IsText reports whether Relation reads text whose types and formats the caller decides (text, xlsx, JSON), not typed columns
// (Parquet), and whether Sample has rows.
func (in *Input) IsText() bool {
	return in.Format == FormatText || in.Format == FormatXLSX || in.Format == FormatJSON || in.Format == FormatNDJSON
}

// IsRecords reports whether the input is read with OpenRecords (Arrow IPC), not with Relation.
func (in *Input) IsRecords() bool {
	return in.Format == FormatArrowFile || in.Format == FormatArrowStream
}

// ContentHash returns a 128-bit XXH3 hash of the content, as "xxh3:" and 32 hex digits. A compressed file has the hash of what
// it holds, so data.csv and data.csv.gz have one hash. It was computed while the file was verified and costs nothing here.
func (in *Input) ContentHash() string { return in.hash }

// Close removes the temporary files. It may be called twice.
func (in *Input) Close() error {
	if in.temp == "" {
		return nil
	}
	err := os.RemoveAll(in.temp)
	in.temp = ""
	return err
}
