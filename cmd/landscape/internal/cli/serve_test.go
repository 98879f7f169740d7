package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// serving is a `landscape serve` that runs.
type serving struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	log  *lockedBuffer
	over chan error
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve starts a server of a database on a free port and waits until it says where.
func serve(t *testing.T, args ...string) *serving {
	t.Helper()
	s := &serving{t: t, cmd: command(t, nil, append([]string{"serve", "--listen", "127.0.0.1:0", "--json"}, args...)...), log: &lockedBuffer{}, over: make(chan error, 1)}
	s.cmd.Stderr = s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var places []struct{ URL, Example string }
	err = json.NewDecoder(bufio.NewReader(stdout)).Decode(&places)
	go func() {
		_, _ = io.Copy(io.Discard, stdout)
		s.over <- s.cmd.Wait()
	}()
	if err != nil || len(places) != 1 {
		t.Fatalf("the server does not say where it listens: %v\n%s", err, s.log)
	}
	s.url = places[0].URL
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

// end sends a signal and returns the exit code; -1 for a process that a signal has ended.
func (s *serving) end(signal syscall.Signal) int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	<-s.over
	return s.cmd.ProcessState.ExitCode()
}

// ask sends a request to the server with a body of SQL, or none for GET.
func (s *serving) ask(ctx context.Context, method, path, body string, headers ...string) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/sql")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	return response.StatusCode, string(all), err
}

func (s *serving) want(status int, method, path, body string, headers ...string) string {
	s.t.Helper()
	got, text, err := s.ask(s.t.Context(), method, path, body, headers...)
	if err != nil || got != status {
		s.t.Errorf("%s %s: %d, %v, not %d: %s", method, path, got, err, status, text)
	}
	return text
}

func TestServe(t *testing.T) {
	t.Parallel()
	db := empty(t)
	s := serve(t, db)
	if text := s.want(200, "POST", "/v1/query", "select 6 * 7 as answer"); !strings.Contains(text, "42") {
		t.Errorf("the answer is %s", text)
	}
	s.want(403, "POST", "/v1/loads?into=invoice_lines", "")
	if o := run(t, "query", db, "-c", "select 1"); o.code != 4 {
		t.Errorf("another process opens the database of a server: exit %d\n%s", o.code, o.stderr)
	}
	if code := s.end(syscall.SIGTERM); code != 0 {
		t.Errorf("a server that is told to stop leaves with %d\n%s", code, s.log)
	}
	if log := s.log.String(); !strings.Contains(log, "path=/v1/query status=200") || !strings.Contains(log, "drained") {
		t.Errorf("the log says\n%s", log)
	}
	must(t, "query", db, "-c", "select 1")
	lines := must(t, "query", db, "-c", fmt.Sprintf("select count(*) from read_json('%s/*.ndjson') where event = 'end'", db+".querylog"))
	if !strings.HasSuffix(strings.TrimSpace(lines), "1") {
		t.Errorf("DuckDB finds in the query log\n%s", lines)
	}
}

// TestServeLeavesDeafCalls has a server told to stop while a function works on values that take it minutes, and hears no interrupt.
func TestServeLeavesDeafCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	db := empty(t)
	s := serve(t, db, "--drain", "100ms")
	s.want(504, "POST", "/v1/query?timeout_ms=4000", "select max(length(concat(repeat('9', 100000), i::varchar)::bignum::varchar)) as n from range(1000) as t(i)")
	if code := s.end(syscall.SIGTERM); code != 0 || !strings.Contains(s.log.String(), "hears no interrupt") {
		t.Errorf("it leaves with %d\n%s", code, s.log)
	}
	must(t, "query", db, "-c", "select 1")
}

// TestServeReadOnly opens one database in two servers.
func TestServeReadOnly(t *testing.T) {
	t.Parallel()
	db := empty(t)
	for range 2 {
		s := serve(t, db, "--readonly", "--query-log", "none")
		s.want(200, "POST", "/v1/query", "select count(*) from invoice_lines")
		defer s.end(syscall.SIGTERM)
	}
	if _, err := os.Stat(db + ".querylog"); err == nil {
		t.Error("there is a query log in spite of none")
	}
}

func TestServeRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	exposed := file(t, "keys.json", `{"format":1,"keys":[]}`)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"others without TLS and keys", []string{shared, "--listen", "0.0.0.0:0"}, 2, "no TLS"},
		{"others without TLS", []string{shared, "--listen", "0.0.0.0:0", "--keys", exposed}, 2, "--insecure"},
		{"others who load without keys", []string{shared, "--listen", "0.0.0.0:0", "--insecure", "--allow-writes"}, 2, "load without a key"},
		{"no port", []string{shared, "--listen", "127.0.0.1"}, 2, "no address with a port"},
		{"a certificate without its key", []string{shared, "--tls-cert", "x.pem"}, 2, "need each other"},
		{"a certificate that is none", []string{shared, "--tls-cert", exposed, "--tls-key", exposed}, 2, "PEM"},
		{"every origin", []string{shared, "--origin", "*"}, 2, "every page"},
		{"an origin with a path", []string{shared, "--origin", "https://a.example.com/x"}, 2, "nothing behind"},
		{"no folder", []string{shared, "--saved", exposed}, 2, "no folder"},
		{"a negative limit", []string{shared, "--slots", "-1"}, 2, "negative"},
		{"keys that others read", []string{shared, "--keys", exposed, "--readonly"}, 2, "chmod 600"},
		{"no keys", []string{shared, "--keys", exposed + "x", "--readonly"}, 2, "landscape keys create"},
		{"no database", []string{exposed + ".duckdb"}, 4, "landscape load"},
		{"a port that is taken", []string{shared, "--listen", taken.Addr().String()}, 1, "127.0.0.1:0"},
		{"an unknown flag in the file", []string{shared, "--config", file(t, "a.toml", "lisen = '127.0.0.1:1'\n")}, 2, "try: listen"},
		{"a wrong value in the file", []string{shared, "--config", file(t, "b.toml", "slots = 'many'\n")}, 2, "a whole number"},
		{"a list where one goes", []string{shared, "--config", file(t, "c.toml", "keys = ['a', 'b']\n")}, 2, "takes one value"},
		{"a table in the file", []string{shared, "--config", file(t, "d.toml", "[keys]\nfile = 'x'\n")}, 2, "takes no table"},
		{"no TOML", []string{shared, "--config", file(t, "e.toml", "listen: here\n")}, 2, "toml"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := runWith(t, []string{"LANDSCAPE_LISTEN=127.0.0.1:0"}, "", append([]string{"serve"}, c.args...)...)
			if o.code != c.code || !strings.Contains(o.stderr, c.says) {
				t.Errorf("exit %d, not %d, or %q is missing:\n%s", o.code, c.code, c.says, o.stderr)
			}
		})
	}
}

// TestServeConfig takes flags from a file, under the environment and the command line.
func TestServeConfig(t *testing.T) {
	t.Parallel()
	db := empty(t)
	config := file(t, "serve.toml", "db = '"+db+"'\nlisten = '127.0.0.1:1'\nmax-rows = 2\nhost = ['one.example.com', 'two.example.com']\nallow-writes = true\nquery-log = 'none'\n")
	s := serve(t, "--config", config, "--db", db)
	defer s.end(syscall.SIGTERM)
	if text := s.want(200, "POST", "/v1/query", "from range(5)"); !strings.Contains(text, `"row_count":2`) {
		t.Errorf("max-rows of the file does not hold: %s", text)
	}
	for _, host := range []string{"one.example.com", "two.example.com"} {
		request, err := http.NewRequest("GET", s.url+"/version", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s gets %s", host, response.Status)
		}
	}
	if status, text, err := s.ask(t.Context(), "POST", "/v1/loads?into=invoice_lines", "x"); err != nil || status == http.StatusForbidden {
		t.Errorf("allow-writes of the file does not hold: %d %s %v", status, text, err)
	}
}

// signed makes a certificate for the loopback that signs itself.
func signed(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "landscape"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(90 * 24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return file(t, "cert.pem", block("CERTIFICATE", der)), file(t, "key.pem", block("PRIVATE KEY", secret))
}

// findings runs the doctor and returns what it found by check.
func findings(t *testing.T, code int, args ...string) map[string]struct{ State, Detail, Hint string } {
	t.Helper()
	o := run(t, append([]string{"doctor", "--json"}, args...)...)
	if o.code != code {
		t.Errorf("the doctor leaves with %d, not %d\n%s%s", o.code, code, o.stdout, o.stderr)
	}
	var all []struct{ Check, State, Detail, Hint string }
	if err := json.Unmarshal([]byte(o.stdout), &all); err != nil {
		t.Fatalf("%v\n%s", err, o.stdout)
	}
	found := map[string]struct{ State, Detail, Hint string }{}
	for _, f := range all {
		found[f.Check] = struct{ State, Detail, Hint string }{f.State, f.Detail, f.Hint}
	}
	return found
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	cert, private := signed(t)
	keys := filepath.Join(t.TempDir(), "keys.json")
	reader := strings.TrimSpace(must(t, "keys", "create", "--keys", keys, "--quiet"))
	s := serve(t, empty(t), "--tls-cert", cert, "--tls-key", private, "--keys", keys)
	defer s.end(syscall.SIGTERM)
	for name, f := range findings(t, 0, "--url", s.url, "--ca", cert, "--key", reader) {
		if f.State != "ok" {
			t.Errorf("%s is %s: %s", name, f.State, f.Detail)
		}
	}
	if f := findings(t, 3, "--url", s.url)["connection"]; f.State != "failed" || !strings.Contains(f.Hint, "--ca") {
		t.Errorf("a certificate that nobody knows: %+v", f)
	}
	without := findings(t, 3, "--url", s.url, "--ca", cert)
	if f := without["key"]; f.State != "failed" || !strings.Contains(f.Hint, "landscape keys create") {
		t.Errorf("no key: %+v", f)
	}
	if f := without["formats"]; f.State != "skipped" {
		t.Errorf("formats without a key: %+v", f)
	}
	if f := findings(t, 3, "--url", strings.Replace(s.url, "https", "http", 1))["connection"]; f.State != "failed" {
		t.Errorf("without TLS: %+v", f)
	}
	if f := findings(t, 3, "--url", "http://127.0.0.1:1")["connection"]; !strings.Contains(f.Hint, "landscape serve") {
		t.Errorf("nobody there: %+v", f)
	}
	if o := run(t, "doctor", "--url", "here"); o.code != 2 {
		t.Errorf("no address: exit %d\n%s", o.code, o.stderr)
	}
	if o := run(t, "doctor", "--url", "http://127.0.0.1:1"); o.code != 3 || !strings.Contains(o.stdout, "failed   connection") {
		t.Errorf("for people: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}
