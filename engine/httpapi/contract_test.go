package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// contract is a transport that holds every answer of a server against the server's own /openapi.json: the address and the method are
// described, the status is, the type of the body is one of those described, and JSON has the schema it should have. What differs fails
// the test. Bodies are passed on as they come, so that tests of streams see what a client sees; JSON is checked when it was read to
// its end.
type contract struct {
	t      testing.TB
	base   http.RoundTripper
	router routers.Router
}

// underContract returns a client for the server at an address such as http://127.0.0.1:4711. Redirects are not followed.
func underContract(t testing.TB, address string) *http.Client {
	t.Helper()
	return &http.Client{Transport: contract{t, http.DefaultTransport, described(t, address)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// described reads and checks /openapi.json once for a version of the API; every server of this package says the same.
func described(t testing.TB, address string) routers.Router {
	t.Helper()
	response, err := http.Get(address + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("/openapi.json: %d %v %s", response.StatusCode, err, body)
	}
	descriptions.Lock()
	defer descriptions.Unlock()
	if known := descriptions.routers[string(body)]; known != nil {
		return known
	}
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatalf("/openapi.json is no OpenAPI 3.1: %v", err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	descriptions.routers[string(body)] = router
	return router
}

var descriptions = struct {
	sync.Mutex
	routers map[string]routers.Router
}{routers: map[string]routers.Router{}}

// RoundTrip sends the request and checks what comes back.
func (c contract) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.base.RoundTrip(r)
	if err != nil || response.StatusCode == http.StatusNotModified {
		return response, err
	}
	where := r.Method + " " + r.URL.Path + " " + strconv.Itoa(response.StatusCode)
	content := c.content(r, response, where)
	if content == nil || r.Method == http.MethodHead {
		return response, nil
	}
	media, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		c.t.Errorf("%s: Content-Type: %v", where, err)
		return response, nil
	}
	described := content.Get(media)
	switch {
	case described == nil:
		c.t.Errorf("%s: a body of type %s is not described", where, media)
	case described.Schema != nil && (media == "application/json" || strings.HasSuffix(media, "+json")) && response.Header.Get("Content-Encoding") == "":
		response.Body = &checkedBody{body: response.Body, done: func(read []byte) { c.checkJSON(read, described.Schema.Value, where) }}
	}
	return response, nil
}

// content is what /openapi.json says of the body of an answer; nil where there is nothing to check.
func (c contract) content(r *http.Request, response *http.Response, where string) openapi3.Content {
	asked := r.Clone(r.Context())
	if asked.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	route, _, err := c.router.FindRoute(asked)
	if err != nil {
		if response.StatusCode != http.StatusNotFound && response.StatusCode != http.StatusMethodNotAllowed && r.Method != http.MethodOptions {
			c.t.Errorf("%s: /openapi.json has no such operation: %v", where, err)
		}
		return nil
	}
	said := route.Operation.Responses.Status(response.StatusCode)
	if said == nil {
		if response.StatusCode < 400 {
			c.t.Errorf("%s: /openapi.json does not know this status", where)
			return nil
		}
		said = route.Operation.Responses.Default()
	}
	if said.Value.Content == nil && response.ContentLength > 0 {
		c.t.Errorf("%s: a body of %d bytes, and none is described", where, response.ContentLength)
	}
	return said.Value.Content
}

func (c contract) checkJSON(body []byte, form *openapi3.Schema, where string) {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		c.t.Errorf("%s: it is no JSON: %v\n%.300s", where, err, body)
		return
	}
	if err := form.VisitJSON(value, openapi3.EnableJSONSchema2020(), openapi3.MultiErrors()); err != nil {
		c.t.Errorf("%s: it is not what /openapi.json says: %v\n%.300s", where, err, body)
	}
}

// checkedBody hands on a body and keeps what was read, up to a limit, to be checked at its end.
type checkedBody struct {
	body io.ReadCloser
	read bytes.Buffer
	done func([]byte)
}

const mostChecked = 8 << 20

func (b *checkedBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if b.read.Len() <= mostChecked {
		b.read.Write(p[:n])
	}
	if err == io.EOF && b.done != nil && b.read.Len() <= mostChecked {
		b.done(b.read.Bytes())
		b.done = nil
	}
	return n, err
}

func (b *checkedBody) Close() error { return b.body.Close() }
