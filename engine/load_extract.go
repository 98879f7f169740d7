package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine/source"
	"github.com/customer-landscape/landscape/queries"
)

// extract is what one call loads: inspected inputs, the profile that reads them, and the table they go to.
type extract struct {
	opts    LoadOptions
	table   queries.Object
	inputs  []*rawInput
	profile *profile
	bound   []*binding
	mapped  bool // the profile was made of --map or of the columns of the table
	notes   []string
}

// rawInput is one file, or the records of a Go program.
type rawInput struct {
	path   string
	file   *source.Input      // nil for records
	reader array.RecordReader // nil for files
	types  []source.Column    // of the temporary table that holds it, once it has been copied into one
}

func newExtract(opts LoadOptions) (*extract, error) {
	x := &extract{opts: opts}
	if x.opts.Into == "" {
		x.opts.Into = ledgerTable
	}
	if x.opts.OnOverlap == "" {
		x.opts.OnOverlap = OverlapReplace
	}
	tables, err := inputTables()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(tables, func(o queries.Object) bool { return o.Name == x.opts.Into })
	if at < 0 {
		names := make([]string, len(tables))
		for i, t := range tables {
			names[i] = t.Name
		}
		return nil, loadInvalid("into "+x.opts.Into, "Input tables are "+strings.Join(names, ", ")+".", "there is no such input table")
	}
	x.table = tables[at]
	return x, x.opts.validate()
}

// validate returns every fault at once.
func (o *LoadOptions) validate() error {
	var faults []error
	fault := func(bad bool, field, text string) {
		if bad {
			faults = append(faults, errors.New(field+" "+text))
		}
	}
	fault(!slices.Contains([]Overlap{OverlapReplace, OverlapKeep, OverlapAdd, OverlapError}, o.OnOverlap), "OnOverlap", "is replace, keep, add or error")
	fault(!slices.Contains([]string{"", "dmy", "mdy", "ymd"}, o.DateOrder), "DateOrder", "is dmy, mdy or ymd")
	fault(!slices.Contains([]string{"", ".", ","}, o.Decimal), "Decimal", "is a point or a comma")
	fault(o.Names != nil && len(o.Names) != len(o.Paths), "Names", "are as many as Paths")
	fault(o.MaxRejects < 0, "MaxRejects", "is not negative")
	fault(o.Format != "" && !slices.Contains(source.Formats, source.Format(o.Format)), "Format", "is csv, xlsx, json, ndjson, parquet, arrow or arrows")
	ways := 0
	for _, given := range []bool{o.Profile != "", o.ProfileFile != "", len(o.Map) > 0} {
		if given {
			ways++
		}
	}
	fault(ways > 1, "Profile, ProfileFile and Map", "exclude each other")
	fault(o.Into != ledgerTable && (o.Profile != "" || o.ProfileFile != ""), "Profile", "yields invoice lines; other tables take Map")
	fault(o.Into != ledgerTable && o.Source != "", "Source", "belongs to invoice lines")
	if len(faults) > 0 {
		return &Error{Kind: KindInvalid, Op: "load", Object: "options", Err: errors.Join(faults...)}
	}
	return nil
}

// openExtract inspects the files and finds out how they are read. The caller closes the extract.
func (e *Engine) openExtract(ctx context.Context, opts LoadOptions) (*extract, error) {
	x, err := newExtract(opts)
	if err != nil {
		return nil, err
	}
	if err := x.open(ctx); err != nil {
		return nil, errors.Join(err, x.close())
	}
	return x, nil
}

func (x *extract) open(ctx context.Context) error {
	paths, names := x.opts.Paths, x.opts.Names
	if names == nil {
		var err error
		if paths, err = ExpandPaths(x.opts.Paths); err != nil {
			return err
		}
		names = paths
	}
	for i, path := range paths {
		options := x.sourceOptions()
		if options.Name = names[i]; options.Name == "-" {
			options.Name = "standard input"
		}
		in, err := source.Inspect(ctx, path, options)
		if err != nil {
			return sourceError(err)
		}
		x.inputs = append(x.inputs, &rawInput{path: names[i], file: in})
		x.notes = append(x.notes, in.Notes...)
	}
	return nil
}

func (x *extract) sourceOptions() source.Options {
	o := x.opts
	options := source.Options{
		Format: source.Format(o.Format), Delimiter: o.Delimiter, Quote: o.Quote, Encoding: o.Encoding, Header: o.Header, Sheet: o.Sheet,
		TempDir: o.TempDir, Stdin: o.Stdin,
	}
	if o.Progress != nil {
		options.Progress = func(done, total int64) {
			o.Progress(ProgressEvent{Phase: "read", Done: done, Total: total, Unit: "bytes"})
		}
	}
	return options
}

// sourceError gives an error of a file its kind.
func sourceError(err error) error {
	var bad *source.Error
	if !errors.As(err, &bad) {
		return classify("load", "", err)
	}
	kind := KindInvalid
	if errors.Is(err, fs.ErrNotExist) {
		kind = KindNotFound
	}
	return &Error{Kind: kind, Op: "load", Hint: bad.Hint, Err: err}
}

// ExpandPaths replaces globs by the files they match, in name order, as Load does. A path that exists is never a glob, and "-" is standard
// input. A glob without a match is an error of KindNotFound, a file that is named twice one of KindInvalid.
func ExpandPaths(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, loadInvalid("options", "Name one or more files, or - for standard input.", "there is nothing to load")
	}
	var out []string
	for _, path := range paths {
		if _, err := os.Stat(path); path == "-" || err == nil || !strings.ContainsAny(path, "*?[") {
			out = append(out, path)
			continue
		}
		matches, err := filepath.Glob(path)
		if err != nil {
			return nil, loadInvalid(path, "", "%w", err)
		}
		if len(matches) == 0 {
			return nil, &Error{Kind: KindNotFound, Op: "load", Object: path, Err: errors.New("no file matches")}
		}
		out = append(out, matches...)
	}
	for i, path := range out {
		if slices.Contains(out[:i], path) {
			return nil, loadInvalid(path, "Name it once.", "the file is named twice, and its lines would count twice")
		}
	}
	return out, nil
}

// columns are the columns as far as they are known: those of records have no type before they are copied.
func (in *rawInput) columns() []source.Column {
	switch {
	case in.types != nil:
		return in.types
	case in.file != nil:
		return in.file.Columns
	}
	var out []source.Column
	for _, f := range in.reader.Schema().Fields() {
		out = append(out, source.Column{Name: f.Name})
	}
	return out
}

func (in *rawInput) isText() bool { return in.file != nil && in.file.IsText() }

// hasLines reports whether a row of the file has a physical line, or a row of a sheet, of its own.
func (in *rawInput) hasLines() bool {
	return in.isText() && (in.file.Format == source.FormatText || in.file.Format == source.FormatXLSX)
}

func (in *rawInput) isRecords() bool { return in.file == nil || in.file.IsRecords() }

// needsCare reports whether the straight way is no use: records can be read only once, and a file that is known to hold rows that
// cannot be read has to be gone through row by row.
func (x *extract) needsCare() bool {
	return slices.ContainsFunc(x.inputs, func(in *rawInput) bool { return in.isRecords() || in.file.Suspect != "" })
}

// files are the paths as they were given.
func (x *extract) files() []string {
	out := make([]string, len(x.inputs))
	for i, in := range x.inputs {
		out[i] = in.path
	}
	return out
}

func (x *extract) bytes() int64 {
	var n int64
	for _, in := range x.inputs {
		if in.file != nil {
			n += in.file.Size
		}
	}
	return n
}

// name is how messages call the extract.
func (x *extract) name() string {
	switch files := x.files(); len(files) {
	case 0:
		return ""
	case 1:
		return files[0]
	default:
		return files[0] + " and " + count(int64(len(files)-1), "more file")
	}
}

func (x *extract) close() error {
	var errs []error
	for _, in := range x.inputs {
		if in.file != nil {
			errs = append(errs, in.file.Close())
		}
	}
	return errors.Join(errs...)
}
