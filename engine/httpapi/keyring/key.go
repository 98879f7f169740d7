package keyring

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Role is what a key may do.
type Role string

// The roles, each with all that the one before it may.
const (
	// SavedOnly runs the saved queries and sees what describes them.
	SavedOnly Role = "saved-only"
	// Reader runs any statement that reads.
	Reader Role = "reader"
	// Writer also loads and takes loads back.
	Writer Role = "writer"
	// Admin also sees and ends what others run, and reads the query log.
	Admin Role = "admin"
)

// Roles lists the roles from the least to the most.
var Roles = []Role{SavedOnly, Reader, Writer, Admin}

// Limits says how much one key may ask for. A zero field sets no limit of the key's own.
type Limits struct {
	// Rows is the most rows of one answer.
	Rows int64 `json:"rows,omitempty"`
	// Bytes is the most bytes of one answer.
	Bytes int64 `json:"bytes,omitempty"`
	// Timeout is the longest one statement may run. In JSON it is a count of nanoseconds.
	Timeout time.Duration `json:"timeout_ns,omitempty"`
	// Concurrent is how many requests are answered at once.
	Concurrent int `json:"concurrent,omitempty"`
	// PerMinute is how many requests may be made in a minute.
	PerMinute int `json:"per_minute,omitempty"`
}

// Key is one key as it is stored. Its secret is not in it.
type Key struct {
	// ID names the key in logs and lists, and is the part of the key before the dot.
	ID string `json:"id"`
	// Name says what the key was given for.
	Name string `json:"name,omitempty"`
	// Role is what the key may do.
	Role Role `json:"role"`
	// Tables are the tables and views the key may read; empty for all of the ledger's database, with those that the views are made of.
	Tables []string `json:"tables,omitempty"`
	// Networks are those the key may be used from; empty for all.
	Networks []netip.Prefix `json:"networks,omitempty"`
	// InURL tells whether the key may stand in an address, as ?key=, for programs that can send it nowhere else.
	InURL bool `json:"in_url,omitempty"`
	// Limits of this key.
	Limits Limits `json:"limits,omitzero"`
	// CreatedAt, ExpiresAt and RevokedAt are instants in UTC; the last two are zero when they are not set.
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
	// Verifier proves the secret.
	Verifier Verifier `json:"verifier"`
}

// State is "active", "expired" or "revoked" at an instant.
func (k Key) State(at time.Time) string {
	switch {
	case !k.RevokedAt.IsZero():
		return "revoked"
	case !k.ExpiresAt.IsZero() && !at.Before(k.ExpiresAt):
		return "expired"
	}
	return "active"
}

// Admits tells whether the key may be used from an address. An address of IPv4 written as IPv6 counts as what it is.
func (k Key) Admits(from netip.Addr) bool {
	from = from.Unmap().WithZone("")
	return len(k.Networks) == 0 || slices.ContainsFunc(k.Networks, func(n netip.Prefix) bool { return n.Contains(from) })
}

// Validate returns every fault of what a key is made with, joined.
func (k Key) Validate() error {
	var faults []error
	if !slices.Contains(Roles, k.Role) {
		faults = append(faults, fmt.Errorf("role is %q; it can be %s", k.Role, join(Roles)))
	}
	for _, limit := range []struct {
		name  string
		value int64
	}{{"rows", k.Limits.Rows}, {"bytes", k.Limits.Bytes}, {"timeout", int64(k.Limits.Timeout)},
		{"concurrent", int64(k.Limits.Concurrent)}, {"per_minute", int64(k.Limits.PerMinute)}} {
		if limit.value < 0 {
			faults = append(faults, fmt.Errorf("%s cannot be negative", limit.name))
		}
	}
	for _, n := range k.Networks {
		if !n.IsValid() || n != n.Masked() {
			faults = append(faults, fmt.Errorf("network %s is no network; did you mean %s?", n, n.Masked()))
		}
	}
	if slices.ContainsFunc(k.Tables, func(t string) bool { return strings.TrimSpace(t) == "" }) {
		faults = append(faults, errors.New("a table without a name"))
	}
	if !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(k.CreatedAt) {
		faults = append(faults, errors.New("the key would expire before it is made"))
	}
	return errors.Join(faults...)
}

func join(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// Split takes a key apart into its id and its secret; ok is false for what is no key.
func Split(key string) (id, secret string, ok bool) {
	id, secret, ok = strings.Cut(key, ".")
	return id, secret, ok && id != "" && secret != ""
}
