package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// listedKey is a key as `keys list --json` writes it: all but what proves its secret.
type listedKey struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Role       string     `json:"role"`
	State      string     `json:"state"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	Tables     []string   `json:"tables"`
	Networks   []string   `json:"networks"`
	InURL      bool       `json:"in_url"`
	Rows       int64      `json:"rows"`
	Bytes      int64      `json:"bytes"`
	TimeoutMs  int64      `json:"timeout_ms"`
	Concurrent int        `json:"concurrent"`
	PerMinute  int        `json:"per_minute"`
}

func listedOf(k keyring.Key) listedKey {
	set := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		return &t
	}
	return listedKey{ID: k.ID, Name: k.Name, Role: string(k.Role), State: k.State(time.Now()), CreatedAt: k.CreatedAt, ExpiresAt: set(k.ExpiresAt),
		RevokedAt: set(k.RevokedAt), Tables: append([]string{}, k.Tables...), Networks: networksOf(k), InURL: k.InURL, Rows: k.Limits.Rows,
		Bytes: k.Limits.Bytes, TimeoutMs: k.Limits.Timeout.Milliseconds(), Concurrent: k.Limits.Concurrent, PerMinute: k.Limits.PerMinute}
}

func networksOf(k keyring.Key) []string {
	texts := make([]string, len(k.Networks))
	for i, n := range k.Networks {
		texts[i] = n.String()
	}
	return texts
}

// rowOf is a key as a table shows it: id, name, role, state, expires, may read, from, limits.
func rowOf(k keyring.Key) []string {
	expires, reads, from := "never", "all", "anywhere"
	if !k.ExpiresAt.IsZero() {
		expires = k.ExpiresAt.UTC().Format("2006-01-02 15:04")
	}
	if len(k.Tables) > 0 {
		reads = strings.Join(k.Tables, ", ")
	}
	if len(k.Networks) > 0 {
		from = strings.Join(networksOf(k), ", ")
	}
	var limits []string
	tell := func(set bool, format string, value any) {
		if set {
			limits = append(limits, fmt.Sprintf(format, value))
		}
	}
	tell(k.Limits.Rows > 0, "%d rows", k.Limits.Rows)
	tell(k.Limits.Bytes > 0, "%d bytes", k.Limits.Bytes)
	tell(k.Limits.Timeout > 0, "%s", k.Limits.Timeout)
	tell(k.Limits.Concurrent > 0, "%d at once", k.Limits.Concurrent)
	tell(k.Limits.PerMinute > 0, "%d a minute", k.Limits.PerMinute)
	if k.InURL {
		limits = append(limits, "may stand in addresses")
	}
	return []string{k.ID, k.Name, string(k.Role), k.State(time.Now()), expires, reads, from, strings.Join(limits, ", ")}
}
