package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// Options say which server to ask, and as whom.
type Options struct {
	// URL is the address of the server, such as https://bi.example.com, with a path where it is mounted below one.
	URL string
	// Key is sent with every request and never told. Defaults to none, which a server on this machine may accept.
	Key string
	// Version of this program, for the logs of the server.
	Version string
}

// Server is a door.Database whose file another process has open.
type Server struct {
	base    *url.URL
	key     string
	version string
	client  *http.Client
}

// Open finds out whether the server is there and lets the key in. A server that is not, or does not, is an error of KindDatabase.
func Open(ctx context.Context, opts Options) (*Server, error) {
	base, err := parse(opts.URL)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // what is asked for mostly stays on one machine or its network
	s := &Server{base: base, key: opts.Key, version: opts.Version, client: &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if _, err := (&session{server: s}).Exec(ctx, "select 1", nil); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func parse(text string) (*url.URL, error) {
	wrong := func(hint, format string, args ...any) error {
		return &engine.Error{Kind: engine.KindInvalid, Op: "connect", Object: text, Hint: hint, Err: fmt.Errorf(format, args...)}
	}
	if !strings.Contains(text, "://") {
		return nil, wrong("--connect http://"+text, "an address begins with http:// or https://")
	}
	base, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, wrong("", "%w", errors.Unwrap(err))
	case base.User != nil || base.RawQuery != "":
		text = "URL" // what it holds may be a key, which messages must not show
		return nil, wrong("Give the key as LANDSCAPE_KEY.", "the address holds more than a host and a path")
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "":
		return nil, wrong("--connect http://127.0.0.1:8321", "it is no address of a server")
	}
	return base, nil
}

// HostOf is the host of an address, as a prompt shows it; empty for what is no address.
func HostOf(address string) string {
	base, err := parse(address)
	if err != nil {
		return ""
	}
	return base.Host
}

// Session opens a session. Every session of a server reads alone.
func (s *Server) Session(context.Context, bool) (door.Session, error) {
	return &session{server: s}, nil
}

// Close gives the connections back.
func (s *Server) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

// request is one request to the server.
type request struct {
	method string
	path   string
	query  url.Values
	header map[string]string
	body   io.Reader
	size   int64 // of the body; 0 = not known
}

// send sends a request and returns an answer of a status below 300; another is the error that it describes. The caller closes the body.
func (s *Server) send(ctx context.Context, r request) (*http.Response, error) {
	address := s.base.JoinPath(r.path)
	address.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, address.String(), r.body)
	if err != nil {
		return nil, err
	}
	if r.size > 0 {
		req.ContentLength = r.size
	}
	req.Header.Set("User-Agent", "landscape/"+s.version)
	if s.key != "" {
		req.Header.Set("Authorization", "Bearer "+s.key)
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	response, err := s.client.Do(req)
	if err != nil {
		return nil, s.unreachable(ctx, err)
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	return nil, s.refused(response)
}

// unreachable says that there was no answer, in words without the address's parameters.
func (s *Server) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	return &engine.Error{Kind: engine.KindDatabase, Op: "connect", Object: s.base.Host, Hint: "Is `landscape serve` running there?",
		Err: errors.New(err.Error())} // the cause would look like a broken pipe of our own output
}
