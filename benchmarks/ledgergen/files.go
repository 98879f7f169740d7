package ledgergen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Names of the files that WriteFiles makes.
const (
	LinesFile     = "invoice_lines.csv"
	CustomersFile = "customers.csv"
	ProductsFile  = "products.csv"
	ManifestFile  = "manifest.json"
)

// Format is how the lines are written; all other tables are CSV.
type Format string

// The formats of lines.
const (
	CSV     Format = "csv"
	Parquet Format = "parquet"
	Arrow   Format = "arrow"
)

// LinesFileIn is the name of the lines file in a format.
func LinesFileIn(f Format) string { return "invoice_lines." + string(f) }

// WriteLinesIn writes the whole ledger in a format, in the order in which it was booked, and returns what it wrote.
func (l *Ledger) WriteLinesIn(f Format, w io.Writer) (Manifest, error) {
	return l.writeLinesIn(f, w, func([]Line) {})
}

// writeLinesIn shows the lines of each day to seen as well.
func (l *Ledger) writeLinesIn(f Format, w io.Writer, seen func([]Line)) (Manifest, error) {
	switch f {
	case CSV:
		return l.writeLines(w, seen)
	case Parquet:
		return l.writeParquet(w, seen)
	case Arrow:
		return l.writeArrow(w, seen)
	}
	return Manifest{}, fmt.Errorf("ledgergen: the format is %q: csv, parquet or arrow", f)
}

// WriteFiles writes lines, customers, products, the optional tables with their truth, and the manifest into an existing folder and returns
// the manifest. Files of these names are overwritten; the manifest comes last, so a folder with one is complete.
func (l *Ledger) WriteFiles(dir string) (Manifest, error) { return l.WriteFilesIn(CSV, dir) }

// WriteFilesIn is WriteFiles with the lines in a format.
func (l *Ledger) WriteFilesIn(f Format, dir string) (Manifest, error) {
	var m Manifest
	h := newHistory(l)
	type step struct {
		name  string
		write func(io.Writer) error
	}
	steps := []step{
		{LinesFileIn(f), func(w io.Writer) (err error) { m, err = l.writeLinesIn(f, w, h.add); return err }},
		{CustomersFile, l.WriteCustomers},
		{ProductsFile, l.WriteProducts},
	}
	if l.cfg.Merged {
		steps = append(steps, step{AliasesFile, l.WriteAliases})
	}
	if l.cfg.Currencies {
		steps = append(steps, step{FxFile, l.WriteRates})
	}
	for _, step := range steps {
		if err := writeFile(filepath.Join(dir, step.name), step.write); err != nil {
			return Manifest{}, err
		}
	}
	var err error
	if m.Rows, err = newBusiness(l, h).WriteFiles(dir); err != nil {
		return Manifest{}, err
	}
	return m, writeFile(filepath.Join(dir, ManifestFile), func(w io.Writer) error { return writeJSON(w, m) })
}

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
