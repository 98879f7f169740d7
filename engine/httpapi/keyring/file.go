package keyring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// format is the version of the file that this program reads and writes.
const format = 1

// largest is the most bytes a file of keys may have: some ten thousand keys.
const largest = 8 << 20

// stored is the content of a file of keys.
type stored struct {
	Format int   `json:"format"`
	Keys   []Key `json:"keys"`
}

// ErrExposed is the error of a file that others than its owner may read or write.
var ErrExposed = errors.New("others than its owner may read or write it")

// read returns the keys of a file and what tells whether it has changed since.
func read(path string) ([]Key, fs.FileInfo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is no file", path)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, nil, fmt.Errorf("%s: %w; chmod 600 %s", path, ErrExposed, path)
	}
	text, err := io.ReadAll(io.LimitReader(file, largest+1))
	switch {
	case err != nil:
		return nil, nil, err
	case len(text) > largest:
		return nil, nil, fmt.Errorf("%s has more than %d bytes", path, largest)
	}
	keys, err := parse(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, info, nil
}

func parse(text []byte) ([]Key, error) {
	var content stored
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&content); err != nil {
		return nil, fmt.Errorf("is no file of keys: %w", err)
	}
	if content.Format != format {
		return nil, fmt.Errorf("has format %d, and this program reads %d", content.Format, format)
	}
	seen := map[string]bool{}
	for _, k := range content.Keys {
		if err := errors.Join(k.Validate(), k.Verifier.check()); err != nil {
			return nil, fmt.Errorf("key %q: %w", k.ID, err)
		}
		if k.ID == "" || seen[k.ID] {
			return nil, fmt.Errorf("key %q: its id is empty or not its own", k.ID)
		}
		seen[k.ID] = true
	}
	return content.Keys, nil
}

// write replaces the file in one step: whoever reads it meanwhile sees the old keys or the new ones.
func write(path string, keys []Key) (err error) {
	text, err := json.MarshalIndent(stored{Format: format, Keys: keys}, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(append(text, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
