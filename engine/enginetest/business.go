package enginetest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// Business opens a copy of the sample business of the demo, all its tables loaded, and gives the truth that made it. The engine is closed at
// the end of the test.
func Business(tb testing.TB) (*engine.Engine, ledgergen.Truth) {
	tb.Helper()
	b, err := sampleBusiness()
	if err != nil {
		tb.Fatal(err)
	}
	return openImage(tb, b.image), b.truth
}

type business struct {
	image []byte // of the database file
	truth ledgergen.Truth
}

// sampleBusiness is made once, as its loads take seconds.
var sampleBusiness = sync.OnceValues(func() (b business, err error) {
	dir, err := os.MkdirTemp("", "landscape-test-")
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ledger, err := ledgergen.New(ledgergen.Config{Delivery: true})
	if err != nil {
		return b, err
	}
	if _, err := ledger.WriteFiles(dir); err != nil {
		return b, err
	}
	text, err := os.ReadFile(filepath.Join(dir, ledgergen.TruthFile))
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(text, &b.truth); err != nil {
		return b, err
	}
	image := filepath.Join(dir, "business.landscape")
	if err := loadFiles(image, dir, slices.Concat([]string{ledgergen.ProductsFile, ledgergen.CustomersFile}, ledgergen.BusinessFiles(),
		[]string{ledgergen.LinesFile})); err != nil {
		return b, err
	}
	b.image, err = os.ReadFile(image)
	return b, err
})

// loadFiles makes a database of files that are called as their tables.
func loadFiles(image, dir string, files []string) error {
	e, err := engine.Open(context.Background(), engine.Options{Path: image, Create: true})
	if err != nil {
		return err
	}
	for _, file := range files {
		opts := engine.LoadOptions{Paths: []string{filepath.Join(dir, file)}, Into: strings.TrimSuffix(file, ".csv")}
		if _, err := e.Load(context.Background(), opts); err != nil {
			return errors.Join(err, e.Close())
		}
	}
	return e.Close()
}
