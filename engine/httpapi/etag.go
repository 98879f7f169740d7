package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// entityTag is the ETag of the answer to a request: the same as long as the same question is asked of the same data on the same day, on
// which as_of may hang. It is weak: rows without an order may come in another one. Empty where there is none. It is not
// given out where the result shifts, so that a client that has it may be told that nothing changed.
func (c *call) entityTag(q request) (string, error) {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead || q.options.cache == "no-store" {
		return "", nil
	}
	version, err := c.s.engine.DataVersion(c.r.Context())
	if err != nil {
		return "", err
	}
	o := q.options
	o.queryID, o.tag, o.cache, o.download, o.timeout, o.queueWait = "", "", "", "", 0, 0
	hash := sha256.New()
	fmt.Fprintf(hash, "%q %q %q %q %v", c.s.opts.Version, version, time.Now().UTC().Format(time.DateOnly), q.sql, o)
	for _, name := range slices.Sorted(maps.Keys(q.params)) {
		fmt.Fprintf(hash, " %q=%#v", name, q.params[name])
	}
	limits := c.who.limits.within(c.s.opts.Limits)
	fmt.Fprintf(hash, " %q %q %d %d", q.settings, c.who.tables, limits.Rows, limits.Bytes)
	return `W/"` + hex.EncodeToString(hash.Sum(nil)[:16]) + `"`, nil
}

// matches tells whether a header If-None-Match names a tag (RFC 9110, 13.1.2: weak comparison).
func matches(header []string, tag string) bool {
	for _, entry := range strings.Split(strings.Join(header, ","), ",") {
		entry = strings.TrimSpace(entry)
		if entry == "*" || strings.TrimPrefix(entry, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// cacheHeaders says how long the answer may be kept, and what it hangs on besides its address.
func (c *call) cacheHeaders(q request, tag string) {
	h := c.w.Header()
	h.Add("Vary", "Accept, Accept-Encoding, Authorization")
	switch q.options.cache {
	case "no-store":
		h.Set("Cache-Control", "private, no-store")
	case "", "revalidate":
		h.Set("Cache-Control", "private, no-cache")
	default:
		h.Set("Cache-Control", "private, max-age="+q.options.cache)
	}
	if tag != "" {
		h.Set("ETag", tag)
	}
}
