package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// roles says what each role may do.
var roles = map[keyring.Role]right{keyring.SavedOnly: runSaved, keyring.Reader: read, keyring.Writer: write, keyring.Admin: administer}

// identify tells who makes a request, from what it carries. Without a ring of keys everybody is the local user.
func (s *Server) identify(r *http.Request) (principal, error) {
	if s.opts.Keys == nil {
		who := principal{key: localKey, right: read}
		if s.opts.AllowWrites {
			who.right = write
		}
		return who, nil
	}
	given, any, err := credentialsOf(r)
	from := addressOf(r.RemoteAddr)
	switch {
	case err != nil:
		return principal{}, s.wrongKey(from, "", err)
	case !any:
		return principal{}, fault(unauthenticated, "this needs a key").
			hinted("Send it as Authorization: Bearer, as the password of Basic, or as X-API-Key.")
	}
	key, err := s.checkKey(r.Context(), given, from)
	if err != nil {
		return principal{}, err
	}
	if wait := s.rates.take(key.ID, key.Limits.PerMinute, s.opts.Limits.PerMinute); wait > 0 {
		return principal{}, limited("the key asks more often than it may", wait)
	}
	return principal{key: key.ID, name: key.Name, right: roles[key.Role], tables: key.Tables, limits: Limits{
		Rows: key.Limits.Rows, Bytes: key.Limits.Bytes, Timeout: key.Limits.Timeout, Concurrent: key.Limits.Concurrent,
		PerMinute: key.Limits.PerMinute}}, nil
}

// checkKey holds credentials against the ring. What it says of a key that exists is said only to who has its secret. A right key gets in,
// however many wrong ones came before it: from where or for whom there were too many, keys that were not right before are looked at one
// after the other, so that guessing takes one processor at most.
func (s *Server) checkKey(ctx context.Context, given credentials, from netip.Addr) (keyring.Key, error) {
	if s.logins.wait(from, given.id) > 0 && !s.opts.Keys.Remembers(given.id, given.secret) {
		select {
		case s.doubted <- struct{}{}:
			defer func() { <-s.doubted }()
		case <-ctx.Done():
			return keyring.Key{}, ctx.Err()
		}
	}
	key, err := s.opts.Keys.Check(given.id, given.secret, from, time.Now())
	switch {
	case err == nil && given.inURL && !key.InURL:
		return keyring.Key{}, fault(unauthenticated, "this key may not stand in an address").
			hinted("Send it as a header, or make one with --in-url. The address may already be in somebody's log: revoke the key.")
	case err == nil:
		return key, nil
	case errors.Is(err, keyring.ErrFile):
		s.log.Error("nobody gets in", "error", err)
		return keyring.Key{}, fault(overloaded, "keys cannot be checked at the moment").hinted("Try again later; the server's log tells its operator why.")
	case errors.Is(err, keyring.ErrWrong):
		return keyring.Key{}, s.wrongKey(from, given.id, fault(unauthenticated, err.Error()))
	}
	return keyring.Key{}, fault(unauthenticated, err.Error())
}

// wrongKey counts a wrong key and returns its error: why, or that it must wait after too many.
func (s *Server) wrongKey(from netip.Addr, id string, why error) error {
	s.metrics.failedLogins.Inc()
	if wait := s.logins.failed(from, id); wait > 0 {
		return limited("too many wrong keys came from this address or for this key", wait)
	}
	return why
}

// limited is the answer to who must wait.
func limited(detail string, wait time.Duration) error {
	p := fault(rateLimited, detail)
	p.after = max(wait.Round(time.Second), time.Second)
	return p
}
