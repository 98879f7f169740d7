package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	switch {
	case a.quiet:
		level = slog.LevelError
	case a.verbose == 1:
		level = slog.LevelInfo
	case a.verbose > 1:
		level = slog.LevelDebug
	}
	if a.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(&plainLog{out: a.stderr, level: level, mu: &sync.Mutex{}})
}

// plainLog writes a record as one line for a person: `warning: message (database shop.duckdb)`.
type plainLog struct {
	out   io.Writer
	level slog.Level
	attrs []slog.Attr
	mu    *sync.Mutex
}

// Enabled tells whether records of the level are written.
func (h *plainLog) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

// Handle writes one record.
func (h *plainLog) Handle(_ context.Context, r slog.Record) error {
	var parts []string
	add := func(a slog.Attr) bool {
		parts = append(parts, fmt.Sprintf("%s %v", a.Key, a.Value))
		return true
	}
	for _, attr := range h.attrs {
		add(attr)
	}
	r.Attrs(add)
	word := "info"
	switch {
	case r.Level >= slog.LevelError:
		word = "error"
	case r.Level >= slog.LevelWarn:
		word = "warning"
	case r.Level < slog.LevelInfo:
		word = "debug"
	}
	text := word + ": " + r.Message
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintln(h.out, text)
	return err
}

// WithAttrs returns a handler that adds attrs to each record.
func (h *plainLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	more := *h
	more.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	return &more
}

// WithGroup returns the handler itself: a line for a person has no groups.
func (h *plainLog) WithGroup(string) slog.Handler { return h }
