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

// WriteFiles writes lines, customers, products and the manifest into an existing folder and returns the manifest. Files of these names
// are overwritten; the manifest comes last, so a folder with one is complete.
func (l *Ledger) WriteFiles(dir string) (Manifest, error) {
	var m Manifest
	steps := []struct {
		name  string
		write func(io.Writer) error
	}{
		{LinesFile, func(w io.Writer) (err error) { m, err = l.WriteLines(w); return err }},
		{CustomersFile, l.WriteCustomers},
		{ProductsFile, l.WriteProducts},
		{ManifestFile, func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetIndent("", "  ")
			return out.Encode(m)
		}},
	}
	for _, step := range steps {
		if err := writeFile(filepath.Join(dir, step.name), step.write); err != nil {
			return Manifest{}, err
		}
	}
	return m, nil
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
