package cli

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestLeftovers writes a file beside which killed runs, a living one and somebody else have left something.
func TestLeftovers(t *testing.T) {
	ended := exec.Command(os.Args[0], "-test.run=^$")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "scores.csv")
	gone, lives := ended.Process.Pid, os.Getppid()
	for _, name := range []string{
		fmt.Sprintf("%s%d.77", unfinishedPrefix(path), gone),
		fmt.Sprintf("%s%d.77", unfinishedPrefix(path), lives),
		fmt.Sprintf("%s%d.77", unfinishedPrefix(filepath.Join(dir, "other.csv")), gone),
		".scores.csv.77",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := writeAtomically(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "whole")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".scores.csv.77", fmt.Sprintf("%s%d.77", unfinishedPrefix(filepath.Join(dir, "other.csv")), gone),
		fmt.Sprintf("%s%d.77", unfinishedPrefix(path), lives), "scores.csv"}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != len(want) {
		t.Fatalf("left are %v, %v, want %v", left, err, want)
	}
	for _, name := range want {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
