package httpapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/httpapi"
)

// ledger is the content of a database file that holds testdata/golden12. It is made once; a copy opens in milliseconds.
var ledger = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "landscape-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "golden.landscape")
	e, err := engine.Open(context.Background(), engine.Options{Path: path, Create: true})
	if err != nil {
		return nil, err
	}
	_, err = e.Load(context.Background(), engine.LoadOptions{Paths: []string{goldenLines}, Into: "invoice_lines"})
	if err := errors.Join(err, e.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// goldenLines is the file of ledger; start finds it.
var goldenLines string

// door is a server of its own over a copy of ledger, on a real socket.
type door struct {
	t      *testing.T
	engine *engine.Engine
	server *httpapi.Server
	url    string
	client *http.Client
}

// start opens a door and closes it at the end of the test. change may alter the options of the server; nil leaves them.
func start(t *testing.T, change func(*httpapi.Options)) *door {
	t.Helper()
	return startWith(t, engine.Options{}, change)
}

// startWith is start with options for the engine, of which the path is set here.
func startWith(t *testing.T, of engine.Options, change func(*httpapi.Options)) *door {
	t.Helper()
	goldenLines = enginetest.Testdata(t, "golden12/invoice_lines.csv")
	image, err := ledger()
	if err != nil {
		t.Fatal(err)
	}
	of.Path = filepath.Join(t.TempDir(), "test.landscape")
	if err := os.WriteFile(of.Path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(context.Background(), of)
	if err != nil {
		t.Fatal(err)
	}
	opts := httpapi.Options{Engine: e, SpoolDir: t.TempDir(), Version: "v0.0.0-test"}
	if change != nil {
		change(&opts)
	}
	s, err := httpapi.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	socket := httptest.NewServer(s)
	t.Cleanup(func() {
		socket.CloseClientConnections()
		socket.Close()
		if err := errors.Join(s.Close(), e.Close()); err != nil {
			t.Error(err)
		}
	})
	return &door{t: t, engine: e, server: s, url: socket.URL, client: underContract(t, socket.URL)}
}

// answer is a whole answer.
type answer struct {
	status  int
	header  http.Header
	trailer http.Header
	body    string
}

// do sends a request and reads the whole answer. A header is written as "Name: value".
func (d *door) do(method, path, body string, headers ...string) answer {
	d.t.Helper()
	a, err := d.try(method, path, body, headers...)
	if err != nil {
		d.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// try is do for requests whose answer may break off.
func (d *door) try(method, path, body string, headers ...string) (answer, error) {
	d.t.Helper()
	r, err := http.NewRequest(method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	response, err := d.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{status: response.StatusCode, header: response.Header, trailer: response.Trailer, body: string(text)}, err
}
