package spool

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
)

// Folder holds the files of one upload or one result. Its files may be written from several goroutines.
type Folder struct {
	store *Store
	path  string
	max   int64

	mu    sync.Mutex // guards what follows
	bytes int64
	gone  bool
}

// Folder makes a new folder of a kind that Open named. max bounds the bytes of its files; 0 is no bound beside the store's.
func (s *Store) Folder(kind string, max int64) (*Folder, error) {
	path, err := os.MkdirTemp(filepath.Join(s.dir, kind), "")
	if err != nil {
		return nil, err
	}
	return &Folder{store: s, path: path, max: max}, nil
}

// Path is the absolute path of the folder, or of a file in it.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, name) }

// Bytes is how much was written into the folder.
func (f *Folder) Bytes() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bytes
}

// Create makes a new file. A write beyond the folder's limit fails with a *TooLargeError, one beyond the store's with ErrFull.
func (f *Folder) Create(name string) (*File, error) {
	file, err := os.OpenFile(f.Path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &File{folder: f, file: file}, nil
}

// Remove deletes the folder with all that lies in it and gives its room back. A second call does nothing.
func (f *Folder) Remove() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return nil
	}
	f.gone = true
	f.store.used.Add(-f.bytes)
	return os.RemoveAll(f.path)
}

// take reserves room in the folder and in the store.
func (f *Folder) take(n int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.gone:
		return errors.New("the folder was removed")
	case f.max > 0 && f.bytes+n > f.max:
		return &TooLargeError{Limit: f.max}
	}
	if err := f.store.take(n); err != nil {
		return err
	}
	f.bytes += n
	return nil
}

// File is a file that is written.
type File struct {
	folder *Folder
	file   *os.File
}

// Write appends p, or nothing of it where there is no room.
func (w *File) Write(p []byte) (int, error) {
	if err := w.folder.take(int64(len(p))); err != nil {
		return 0, err
	}
	return w.file.Write(p)
}

// Close ends the writing.
func (w *File) Close() error { return w.file.Close() }
