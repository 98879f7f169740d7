package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// credentials are what a request brings to say who asks.
type credentials struct {
	id, secret string
	inURL      bool
}

// keyOption is the option that carries a key in an address.
const keyOption = "key"

// longestID is how long the id of a key may be that is worth looking at.
const longestID = 64

type urlKey struct{}

// hideKey takes ?key= out of the address, where logs and errors would repeat it, and keeps it with the request.
func hideKey(r *http.Request) *http.Request {
	if !strings.Contains(r.URL.RawQuery, keyOption) && !strings.Contains(r.URL.RawQuery, "%") {
		return r
	}
	var kept []string
	key, found := "", false
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err != nil || plain != keyOption {
			kept = append(kept, part)
			continue
		}
		plain, err := url.QueryUnescape(value)
		key, found = plain, err == nil && !found // two keys are none
	}
	if len(kept) == strings.Count(r.URL.RawQuery, "&")+1 {
		return r
	}
	if !found {
		key = ""
	}
	r = r.WithContext(context.WithValue(r.Context(), urlKey{}, key))
	address := *r.URL
	address.RawQuery = strings.Join(kept, "&")
	r.URL, r.RequestURI = &address, address.RequestURI()
	return r
}

// credentialsOf reads what a request brings: Authorization (Bearer or Basic), else X-API-Key, else the key of the address. With Basic
// the user is the id and the password the secret, or the password is the whole key, whatever the user.
func credentialsOf(r *http.Request) (found credentials, given bool, err error) {
	malformed := fault(unauthenticated, "this is no key").hinted("A key looks like id.secret, as landscape keys create shows it.")
	whole := func(key string, inURL bool) (credentials, bool, error) {
		id, secret, ok := keyring.Split(strings.TrimSpace(key))
		if !ok || len(id) > longestID {
			return credentials{}, true, malformed
		}
		return credentials{id: id, secret: secret, inURL: inURL}, true, nil
	}
	if user, password, ok := r.BasicAuth(); ok {
		if _, _, isKey := keyring.Split(password); isKey {
			return whole(password, false)
		}
		if len(user) > longestID {
			return credentials{}, true, malformed
		}
		return credentials{id: user, secret: password}, true, nil
	}
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, key, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return credentials{}, true, malformed
		}
		return whole(key, false)
	}
	if header := r.Header.Get("X-API-Key"); header != "" {
		return whole(header, false)
	}
	if key, ok := r.Context().Value(urlKey{}).(string); ok {
		return whole(key, true)
	}
	return credentials{}, false, nil
}
