package enginetest

import (
	"os"
	"path/filepath"
	"testing"
)

// SharedData returns the path of a file or folder of the real ledgers that lie beside the repository, such as
// "online-retail/online_retail.parquet", and skips the test with the reason where it is absent. The environment variable
// LANDSCAPE_SHARED_DATA names the folder; without it each folder above the working directory is searched for shared/data.
func SharedData(tb testing.TB, rel string) string {
	tb.Helper()
	root := os.Getenv("LANDSCAPE_SHARED_DATA")
	if root == "" {
		root = findUp(filepath.Join("shared", "data"))
	}
	if root == "" {
		tb.Skip("the real ledgers are not here: put them in shared/data above the repository, or name their folder in LANDSCAPE_SHARED_DATA")
	}
	path := filepath.Join(root, filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the real ledger %s is not in %s: put it there, or name another folder in LANDSCAPE_SHARED_DATA", rel, root)
	}
	return path
}

// Testdata returns the path of a file or folder under testdata in the root of the module. A missing one fails the test: these
// files are part of the repository.
func Testdata(tb testing.TB, rel string) string {
	tb.Helper()
	mod := findUp("go.mod")
	if mod == "" {
		tb.Fatal("no go.mod above the working directory: run the tests inside the module")
	}
	path := filepath.Join(filepath.Dir(mod), "testdata", filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		tb.Fatal(err)
	}
	return path
}

// findUp returns the first dir/rel that exists, dir being the working directory and then each folder above it; "" when none.
func findUp(rel string) string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		path := filepath.Join(dir, rel)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
