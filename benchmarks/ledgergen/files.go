package ledgergen

import (
	"encoding/json"
	"errors"
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

// WriteFiles writes lines, customers, products, the optional tables with their truth, and the manifest into an existing folder and returns
// the manifest. Files of these names are overwritten; the manifest comes last, so a folder with one is complete.
func (l *Ledger) WriteFiles(dir string) (Manifest, error) {
	var m Manifest
	h := newHistory(l)
	steps := []struct {
		name  string
		write func(io.Writer) error
	}{
		{LinesFile, func(w io.Writer) (err error) { m, err = l.writeLines(w, h.add); return err }},
		{CustomersFile, l.WriteCustomers},
		{ProductsFile, l.WriteProducts},
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
