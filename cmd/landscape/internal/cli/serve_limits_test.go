package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// servedWithin is how long a test waits for what comes as soon as the machine lets it.
const servedWithin = time.Minute

// dial opens a connection to a server and writes the beginning of a request.
func (s *serving) dial(text string) net.Conn {
	s.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(servedWithin)); err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(c, text); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// TestServeBoundsConnections holds connections open in the ways that cost a client nothing: heads that never end, keep-alive without a
// request, heads without measure, and more connections than may be.
func TestServeBoundsConnections(t *testing.T) {
	t.Parallel()
	s := serve(t, empty(t), "--header-timeout", "500ms", "--idle-timeout", "500ms", "--max-connections", "3", "--query-log", "none")
	const whole = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
	cut := func(what string, c net.Conn, reader io.Reader) {
		t.Helper()
		if rest, err := io.ReadAll(reader); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s is not cut off: %v, %.200s", what, err, rest)
		}
		_ = c.Close()
	}
	idle := s.dial(whole)
	reader := bufio.NewReader(idle)
	answer, err := http.ReadResponse(reader, nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("health: %v %v", answer, err)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	cut("a connection without a request", idle, reader)

	// As many heads without an end as there may be connections. Whoever comes then waits until they are cut off, and is served.
	slow := make([]net.Conn, 3)
	for i := range slow {
		slow[i] = s.dial("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
	}
	last := s.dial(whole)
	if answer, err := http.ReadResponse(bufio.NewReader(last), nil); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("the connection beyond the limit: %v %v", answer, err)
	}
	_ = last.Close()
	for i, c := range slow {
		cut(fmt.Sprintf("slow head %d", i), c, c)
	}

	large := s.dial("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: " + strings.Repeat("x", 200<<10))
	if answer, err := http.ReadResponse(bufio.NewReader(large), nil); err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a head of 200 KiB: %v %v", answer, err)
	}
	for _, flag := range []string{"--header-timeout", "--idle-timeout", "--max-connections"} {
		if o := run(t, "serve", empty(t), "--listen", "127.0.0.1:0", flag+"=0"); o.code != 2 || !strings.Contains(o.stderr, "must be") {
			t.Errorf("%s 0: exit %d\n%s", flag, o.code, o.stderr)
		}
	}
}
