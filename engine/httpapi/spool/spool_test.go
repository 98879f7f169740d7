package spool_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

func folder(t *testing.T, s *spool.Store, max int64) *spool.Folder {
	t.Helper()
	f, err := s.Folder("uploads", max)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func write(t *testing.T, f *spool.Folder, name, text string) error {
	t.Helper()
	file, err := f.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Write([]byte(text))
	return errors.Join(err, file.Close())
}

func TestRoomIsCountedAndGivenBack(t *testing.T) {
	s, err := spool.Open(t.TempDir(), 10, "uploads")
	if err != nil {
		t.Fatal(err)
	}
	first, second := folder(t, s, 6), folder(t, s, 0)
	if err := write(t, first, "a", "123456"); err != nil {
		t.Fatal(err)
	}
	var tooLarge *spool.TooLargeError
	if err := write(t, first, "b", "7"); !errors.As(err, &tooLarge) || tooLarge.Limit != 6 {
		t.Errorf("the seventh byte of a folder for six: %v", err)
	}
	if err := write(t, second, "a", "12345"); !errors.Is(err, spool.ErrFull) {
		t.Errorf("the eleventh byte of a store for ten: %v", err)
	}
	if s.Used() != 6 || first.Bytes() != 6 || second.Bytes() != 0 {
		t.Errorf("used %d, of which %d and %d; want 6, 6 and 0", s.Used(), first.Bytes(), second.Bytes())
	}
	for range 2 {
		if err := first.Remove(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Used() != 0 {
		t.Errorf("%d bytes are used after the removal", s.Used())
	}
	if _, err := os.Stat(first.Path("a")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file of a removed folder: %v", err)
	}
	if err := write(t, second, "b", "1234567890"); err != nil {
		t.Errorf("what was given back cannot be used: %v", err)
	}
}

func TestOpenClearsWhatAnEarlierProcessLeft(t *testing.T) {
	dir := t.TempDir()
	s, err := spool.Open(dir, 0, "uploads")
	if err != nil {
		t.Fatal(err)
	}
	left := folder(t, s, 0)
	if err := errors.Join(write(t, left, "a", "x"), os.WriteFile(filepath.Join(dir, "mine.txt"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if s, err = spool.Open(dir, 0, "uploads"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left.Path("a")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an upload of an earlier process: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "mine.txt")); err != nil {
		t.Errorf("a file that is not the store's: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("Close removed a directory that Open did not make: %v", err)
	}
}

func TestOpenWithoutDirectory(t *testing.T) {
	s, err := spool.Open("", 0, "uploads")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.Dir()); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its directory: %v, %v", info, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Dir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after Close: %v", err)
	}
}
