package repl

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxHistory is how many statements are kept.
const maxHistory = 10_000

// sessionGap is the silence after which a statement belongs to another session.
const sessionGap = 30 * time.Minute

// entry is one input, as a line of JSON in the file.
type entry struct {
	Time         time.Time `json:"t"`
	Database     string    `json:"db"` // path; empty in memory
	SQL          string    `json:"sql"`
	OK           bool      `json:"ok"`
	Milliseconds int64     `json:"ms"`

	hidden bool // never written
}

// history is what was typed, oldest first, each text once. Every input is added to the file at once, so that sessions that run side by
// side keep each other's; the next start reads all of them. Without a file it lasts as long as the session.
type history struct {
	path    string // empty when there is no place for it
	entries []entry
}

// historyPath is the file of the history: in $XDG_STATE_HOME/landscape, or in .local/state/landscape of the home. It is empty where
// there is neither.
func historyPath() string {
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "landscape", "history.jsonl")
}

// newHistory reads the file; what cannot be read is left out, and a file that cannot be written is no error.
func newHistory(path string) *history {
	h := &history{path: path}
	if path == "" {
		return h
	}
	f, err := os.Open(path)
	if err != nil {
		return h
	}
	defer f.Close()
	lines := 0
	for in := bufio.NewReader(f); ; {
		line, err := in.ReadBytes('\n')
		var e entry
		if json.Unmarshal(line, &e) == nil && e.SQL != "" {
			h.entries = append(h.entries, e)
		}
		lines++
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return h
			}
			break
		}
	}
	h.entries = latest(h.entries)
	if lines > maxHistory+maxHistory/10 {
		h.rewrite()
	}
	return h
}

// latest keeps every text where it stood last, and no more than the newest maxHistory.
func latest(entries []entry) []entry {
	seen := map[string]bool{}
	var kept []entry
	for _, e := range slices.Backward(entries) {
		if !seen[e.SQL] && len(kept) < maxHistory {
			seen[e.SQL] = true
			kept = append(kept, e)
		}
	}
	slices.Reverse(kept)
	return kept
}

// rewrite replaces the file, which has grown by repeated texts, by what is kept of it.
func (h *history) rewrite() {
	f, err := os.CreateTemp(filepath.Dir(h.path), ".history-*")
	if err != nil {
		return
	}
	out := bufio.NewWriter(f)
	for _, e := range h.entries {
		line, _ := json.Marshal(e) // texts, a time and numbers alone
		_, _ = out.Write(append(line, '\n'))
	}
	if err := errors.Join(out.Flush(), f.Chmod(0o600), f.Close()); err != nil || os.Rename(f.Name(), h.path) != nil {
		_ = os.Remove(f.Name())
	}
}

// add takes an input in, behind all others, and writes it down unless it holds a secret or is hidden. It stays one Up away in any case.
func (h *history) add(e entry) {
	h.entries = append(slices.DeleteFunc(h.entries, func(old entry) bool { return old.SQL == e.SQL }), e)
	if h.path == "" || e.hidden || isSecret(e.SQL) {
		return
	}
	line, err := json.Marshal(e)
	if err != nil {
		return
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if os.MkdirAll(filepath.Dir(h.path), 0o700) == nil {
			f, err = os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		}
	}
	if err != nil {
		h.path = "" // no place for it; asked once
		return
	}
	_, _ = f.Write(append(line, '\n')) // one write, so that lines of two sessions do not mix
	_ = f.Close()
}

// remember keeps a text that was dropped one Up away, and writes nothing.
func (h *history) remember(text string) {
	if text = strings.TrimRight(text, " \t\r\n"); text != "" {
		h.entries = append(h.entries, entry{SQL: text, hidden: true})
	}
}

var secret = regexp.MustCompile(`(?i)\b(create\s+(or\s+replace\s+)?(\w+\s+)?secret|passw(or)?d|secret_?key|access_?key|api_?key|token|bearer)\b`)

// isSecret tells whether a text holds, or may hold, what must not be written down.
func isSecret(text string) bool { return secret.MatchString(text) }

// sessions is how many sessions the file remembers.
func (h *history) sessions() int {
	n := 0
	var last time.Time
	for _, e := range h.entries {
		if e.Time.Sub(last) > sessionGap {
			n++
		}
		last = e.Time
	}
	return n
}
