package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The lines between which .config save keeps what it writes; the rest of the file is the user's.
const (
	configBegin = "-- what .config save wrote:"
	configEnd   = "-- until here"
)

func runConfig(_ context.Context, s *shell, args string) error {
	lines := s.changedOptions()
	switch args {
	case "":
		for _, line := range lines {
			fmt.Fprintln(s.out, line)
		}
		if len(lines) == 0 {
			s.note("every option is as it comes")
		}
		return nil
	case "save":
		if s.settings.safe {
			return errSafe("config")
		}
		path, err := initPath()
		if err != nil {
			return err
		}
		if err := saveConfig(path, lines); err != nil {
			return err
		}
		s.note("saved %s in %s", plural(int64(len(lines)), "option"), path)
		return nil
	}
	return usage(".config save", ".config takes save, and %q stands there", args)
}

// changedOptions are the commands that bring the options from their defaults to where they are.
func (s *shell) changedOptions() []string {
	var lines []string
	standard := defaultOptions()
	for _, o := range optionTable {
		if value := o.get(s.settings); value != o.get(standard) {
			lines = append(lines, "."+o.name+" '"+value+"'")
		}
	}
	return lines
}

// initPath is the file that a session runs first.
func initPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", usage("set XDG_CONFIG_HOME", "there is no folder for the configuration: %w", err)
	}
	return filepath.Join(dir, "landscape", "init.sql"), nil
}

// saveConfig replaces the lines that it has written before, and leaves all others as they are.
func saveConfig(path string, lines []string) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text := string(old)
	before, rest, found := strings.Cut(text, configBegin+"\n")
	if found {
		_, after, _ := strings.Cut(rest, configEnd+"\n")
		text = before + after
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if len(lines) > 0 {
		text += configBegin + "\n" + strings.Join(lines, "\n") + "\n" + configEnd + "\n"
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp := path + ".new"
	if err := os.WriteFile(temp, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(temp, path)
}
