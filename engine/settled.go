package engine

import (
	"strings"
	"sync"
)

// settledMost bounds how many lists of settings are remembered.
const settledMost = 256

// settledSettings remembers the assignments that lists of settings came to, for as long as nothing is written.
type settledSettings struct {
	mu      sync.Mutex
	changes uint64
	lists   map[string][]string
}

func (c *settledSettings) get(changes uint64, key string) (assignments []string, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != changes {
		return nil, false
	}
	assignments, ok = c.lists[key]
	return assignments, ok
}

func (c *settledSettings) put(changes uint64, key string, assignments []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != changes || len(c.lists) >= settledMost || c.lists == nil {
		c.changes, c.lists = changes, map[string][]string{}
	}
	c.lists[key] = assignments
}

// settingsKey is a text that no other list of settings has.
func settingsKey(settings []Setting) string {
	var b strings.Builder
	for _, s := range settings {
		b.WriteString(quoteText(s.Name) + "=" + quoteText(s.Value) + ";")
	}
	return b.String()
}
