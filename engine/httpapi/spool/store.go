package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// ErrFull is the cause of a write for which the whole store has no room left.
var ErrFull = errors.New("the server has no room left for uploads and results")

// TooLargeError is the cause of a write beyond the limit of one folder.
type TooLargeError struct{ Limit int64 }

// Error names the limit.
func (e *TooLargeError) Error() string { return fmt.Sprintf("it is larger than %d bytes", e.Limit) }

// Store is a directory with one sub-directory a kind of content. It is safe for use by several goroutines.
type Store struct {
	dir  string
	made bool // by Open, so that Close removes it
	max  int64
	used atomic.Int64
}

// Open makes the directory, readable by this user alone, and removes what an earlier process left of these kinds; files beside them stay.
// An empty dir is a new one in the system's folder for temporary files, which Close removes. max bounds the bytes of all files
// together; 0 is no bound. One process at a time may use a directory.
func Open(dir string, max int64, kinds ...string) (*Store, error) {
	s := &Store{dir: dir, max: max}
	if dir == "" {
		var err error
		if s.dir, err = os.MkdirTemp("", "landscape-spool-"); err != nil {
			return nil, err
		}
		s.made = true
	}
	full, err := filepath.Abs(s.dir)
	if err != nil {
		return nil, err
	}
	s.dir = full
	for _, kind := range kinds {
		path := filepath.Join(s.dir, kind)
		if err := errors.Join(os.RemoveAll(path), os.MkdirAll(path, 0o700)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Dir is the absolute path of the directory.
func (s *Store) Dir() string { return s.dir }

// Used is the number of bytes that lie there now.
func (s *Store) Used() int64 { return s.used.Load() }

// Close removes the directory where Open made it. Folders are their owners' to remove.
func (s *Store) Close() error {
	if !s.made {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// take reserves room for n more bytes, or returns ErrFull.
func (s *Store) take(n int64) error {
	if used := s.used.Add(n); s.max > 0 && used > s.max {
		s.used.Add(-n)
		return ErrFull
	}
	return nil
}
