package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"github.com/customer-landscape/landscape/engine"
)

// checkAddress refuses an address that others can reach without TLS and keys, and whatever is said, to let them load without a key.
func (o *serveOptions) checkAddress() error {
	host, _, err := net.SplitHostPort(o.address)
	if err != nil {
		return usageError("--listen 127.0.0.1:8321", "--listen %q is no address with a port", o.address)
	}
	if !isLoopback(host) && o.allowWrites && o.keyFile == "" {
		return usageError("--keys FILE, with a key of a writer", "others can reach %s, and --allow-writes would let them load without a key", o.address)
	}
	if isLoopback(host) || o.insecure || o.tlsCert != "" && o.keyFile != "" {
		return nil
	}
	var missing []string
	if o.tlsCert == "" {
		missing = append(missing, "TLS (--tls-cert, --tls-key)")
	}
	if o.keyFile == "" {
		missing = append(missing, "keys (--keys)")
	}
	return usageError("landscape help serve, or --insecure when the network around it is all yours",
		"others can reach %s, and it has no %s", o.address, strings.Join(missing, " and no "))
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.Unmap().IsLoopback()
}

// listen opens the socket, with TLS where there is a certificate.
func (s *serveCommand) listen(ctx context.Context) (net.Listener, error) {
	var config *tls.Config
	if s.tlsCert != "" {
		pair := &certificate{cert: s.tlsCert, key: s.tlsKey}
		if _, err := pair.get(nil); err != nil {
			return nil, &engine.Error{Kind: engine.KindInvalid, Op: "serve", Object: s.tlsCert, Err: err}
		}
		config = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get, NextProtos: []string{"h2", "http/1.1"}}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.address)
	if err != nil {
		hint := ""
		if errors.Is(err, syscall.EADDRINUSE) {
			hint = "--listen 127.0.0.1:0, or stop what listens there"
		}
		return nil, &engine.Error{Kind: engine.KindQuery, Op: "serve", Object: s.address, Err: err, Hint: hint}
	}
	listener = netutil.LimitListener(listener, s.connections)
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	return listener, nil
}

// url is the address that a client on this machine, or one that knows the first --host, can use.
func (s *serveCommand) url(at net.Addr) string {
	scheme := "http://"
	if s.tlsCert != "" {
		scheme = "https://"
	}
	host, port, _ := net.SplitHostPort(at.String())
	if address, err := netip.ParseAddr(host); err == nil && address.IsUnspecified() {
		host = "localhost"
	}
	if len(s.hosts) > 0 && !isLoopback(host) {
		host = s.hosts[0]
	}
	return scheme + net.JoinHostPort(host, port)
}

// certificate is a pair of files that is read again when one of them has changed, so that a renewed one needs no new start.
type certificate struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  [2]time.Time
}

// get returns the pair as it is now; one that cannot be read leaves the last one in force.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamp := [2]time.Time{changedAt(c.cert), changedAt(c.key)}
	if c.loaded != nil && stamp == c.stamp {
		return c.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil && c.loaded == nil {
		return nil, err
	}
	if err == nil {
		c.loaded, c.stamp = &pair, stamp
	}
	return c.loaded, nil
}

// changedAt is zero for a file that is not there.
func changedAt(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
