package benchmarks

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// Dataset is one generated ledger on disk: whole, and cut in two for the incremental load.
type Dataset struct {
	Dir      string
	Manifest ledgergen.Manifest
	Lines    string // the CSV file of all lines
	Most     string // about 99 % of them, in date order
	Rest     string // the lines behind those: whole documents, the last days of the newest month
	RestRows int64

	ledger *ledgergen.Ledger
}

const (
	seed       = 1      // of every ledger that is measured
	leastLines = 10_000 // below that a hundredth of the lines is no document
)

// NewDataset generates the ledger of a scale in a new folder below its Dir. Remove deletes it.
func NewDataset(s Scale) (*Dataset, error) {
	ledger, err := ledgergen.New(ledgergen.Config{Seed: seed, Lines: s.Lines, Customers: s.Customers})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(s.Dir, "landscape-bench-")
	if err != nil {
		return nil, err
	}
	d := &Dataset{
		Dir:   dir,
		Lines: filepath.Join(dir, ledgergen.LinesFile),
		Most:  filepath.Join(dir, "most.csv"),
		Rest:  filepath.Join(dir, "rest.csv"),

		ledger: ledger,
	}
	if d.Manifest, err = ledger.WriteFiles(dir); err == nil {
		err = d.split()
	}
	if err != nil {
		return nil, errors.Join(err, d.Remove())
	}
	return d, nil
}

// Remove deletes the folder with everything in it.
func (d *Dataset) Remove() error { return os.RemoveAll(d.Dir) }

// in gives the file of all lines in a format: csv, parquet or arrow, made when it is first wanted. Records are read from the Arrow file.
func (d *Dataset) in(format string) (string, error) {
	if format == "records" {
		format = "arrow"
	}
	path := filepath.Join(d.Dir, ledgergen.LinesFileIn(ledgergen.Format(format)))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	m, err := d.ledger.WriteLinesIn(ledgergen.Format(format), f)
	if err = errors.Join(err, f.Close()); err == nil && (m.Lines != d.Manifest.Lines || m.NetCents != d.Manifest.NetCents) {
		err = fmt.Errorf("%s holds %d lines with %d cents, the CSV file %d with %d", path, m.Lines, m.NetCents, d.Manifest.Lines, d.Manifest.NetCents)
	}
	if err != nil {
		return "", withoutFile(err, path)
	}
	return path, nil
}

// split copies the lines into two files. The cut falls between two documents, since a document in two extracts would replace itself.
func (d *Dataset) split() (err error) {
	in, err := os.Open(d.Lines)
	if err != nil {
		return err
	}
	defer in.Close()
	most, err := os.Create(d.Most)
	if err != nil {
		return err
	}
	rest, err := os.Create(d.Rest)
	if err != nil {
		return errors.Join(err, most.Close())
	}
	head, tail := bufio.NewWriterSize(most, 1<<20), bufio.NewWriterSize(rest, 1<<20)
	err = d.cut(bufio.NewReaderSize(in, 1<<20), head, tail)
	return errors.Join(err, head.Flush(), tail.Flush(), most.Close(), rest.Close())
}

func (d *Dataset) cut(in *bufio.Reader, head, tail *bufio.Writer) error {
	wanted := d.Manifest.Lines - d.Manifest.Lines/100
	out := head
	var last []byte // the source and the document of the line before
	for row := int64(-1); ; row++ {
		line, err := in.ReadSlice('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		document := documentOf(line)
		switch {
		case row < 0:
			tail.Write(line)
		case row >= wanted && out == head && !bytes.Equal(document, last):
			out = tail
			d.RestRows = d.Manifest.Lines - row
		}
		last = append(last[:0], document...)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	if d.RestRows == 0 {
		return fmt.Errorf("%s: no document begins in its last hundredth", d.Lines)
	}
	return nil
}

// documentOf is the text before the second comma: source and document.
func documentOf(line []byte) []byte {
	source := bytes.IndexByte(line, ',') + 1
	return line[:source+bytes.IndexByte(line[source:], ',')]
}
