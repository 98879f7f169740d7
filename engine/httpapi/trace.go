package httpapi

import (
	"regexp"
	"strings"
)

var traceparent = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-|$)`)

// traceOf is the id of the trace that a header traceparent names (W3C Trace Context, 3.2); empty for what is none.
func traceOf(header string) string {
	found := traceparent.FindStringSubmatch(header)
	if found == nil || strings.Trim(found[1], "0") == "" || strings.HasPrefix(header, "ff") {
		return ""
	}
	return found[1]
}
