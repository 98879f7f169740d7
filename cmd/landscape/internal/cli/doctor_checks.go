package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// diagnosis asks one server.
type diagnosis struct {
	base   *url.URL
	key    string
	client *http.Client
	found  []finding
}

// What a server may take, and how far its clock may be off, before the doctor says so.
const (
	doctorWait   = 10 * time.Second
	clockMay     = 30 * time.Second
	renewBefore  = 14 * 24 * time.Hour
	latencyTries = 5
	mostOfAnswer = 1 << 20
)

func newDiagnosis(address, key, ca string) (*diagnosis, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, usageError("--url http://127.0.0.1:8321", "--url %q is no address of a server", address)
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if ca != "" {
		text, err := os.ReadFile(ca)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(text) {
			return nil, usageError("", "--ca %s holds no certificate", ca)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &diagnosis{base: base, key: key, client: &http.Client{Timeout: doctorWait, Transport: transport}}, nil
}

// check is one question; its error is told with the hint.
type check struct {
	name string
	ask  func(context.Context) (detail, hint string, err error)
}

// run asks everything, in order. Without a connection nothing else is asked, and without a key that works no statement.
func (d *diagnosis) run(ctx context.Context) {
	defer d.client.CloseIdleConnections()
	groups := [][]check{{{"connection", d.reach}}, {{"tls", d.tls}, {"version", d.version}, {"clock", d.clock}, {"ready", d.ready}}, {{"key", d.login}},
		{{"formats", d.formats}, {"latency", d.latency}}}
	blocked := false
	for _, group := range groups {
		gate := len(group) == 1
		for _, c := range group {
			if blocked {
				d.found = append(d.found, finding{Check: c.name, State: isSkipped})
				continue
			}
			began := time.Now()
			detail, hint, err := c.ask(ctx)
			f := finding{Check: c.name, State: isOK, Detail: detail, Ms: float64(time.Since(began).Microseconds()) / 1000}
			if err != nil {
				f.State, f.Detail, f.Hint = isFailed, err.Error(), hint
				blocked = blocked || gate
			}
			d.found = append(d.found, f)
		}
	}
}

// get fetches a path; the answer is read, at most as far as a check needs it.
func (d *diagnosis) get(ctx context.Context, path string, withKey bool) (*http.Response, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base.String()+path, nil)
	if err != nil {
		return nil, nil, err
	}
	if withKey && d.key != "" {
		request.Header.Set("Authorization", "Bearer "+d.key)
	}
	response, err := d.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostOfAnswer))
	return response, body, err
}

func (d *diagnosis) reach(ctx context.Context) (detail, hint string, err error) {
	response, body, err := d.get(ctx, "/healthz", false)
	if err != nil {
		return "", reachHint(err), plainCause(err)
	}
	if response.StatusCode != http.StatusOK {
		return "", problemHint(body), statusError(response, body)
	}
	return d.base.String() + " answers", "", nil
}

// reachHint is the way out of an error of the connection.
func reachHint(err error) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing listens there. Start it: landscape serve shop.duckdb"
	case errors.As(err, &unknown):
		return "The machine does not know who signed the certificate. Give the authority with --ca FILE."
	case errors.As(err, &name):
		return "The certificate is for another name: use that one, or get a certificate for this one."
	case errors.As(err, &invalid):
		return "Renew the certificate; the server reads it again by itself."
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS"):
		return "The server speaks HTTP without TLS: use http:// in --url."
	case strings.Contains(err.Error(), "malformed HTTP response"), strings.Contains(err.Error(), "EOF"):
		return "Something else listens there, or the server speaks TLS: try https:// in --url."
	}
	return "Check the name and the port, and whether a firewall or a proxy stands between."
}

// plainCause leaves out what url.Error puts before the cause, which is the address that was asked.
func plainCause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// statusError is the error of an answer that is none: what its problem says, else its status.
func statusError(response *http.Response, body []byte) error {
	if p := problemIn(body); p.Code != "" {
		return fmt.Errorf("%s: %s", p.Code, p.Detail)
	}
	return errors.New(response.Status)
}

type doctorProblem struct {
	Code, Detail, Hint string
}

func problemIn(body []byte) (p doctorProblem) {
	if json.Unmarshal(body, &p) != nil {
		return doctorProblem{}
	}
	return p
}

func problemHint(body []byte) string { return problemIn(body).Hint }

func (d *diagnosis) tls(ctx context.Context) (detail, hint string, err error) {
	if d.base.Scheme == "http" {
		if isLoopback(d.base.Hostname()) {
			return "none, and none needed on the loopback", "", nil
		}
		return "", "Start the server with --tls-cert and --tls-key: others on the way can read keys and answers.", errors.New("none")
	}
	response, _, err := d.get(ctx, "/healthz", false)
	if err != nil {
		return "", reachHint(err), plainCause(err)
	}
	until := response.TLS.PeerCertificates[0].NotAfter
	detail = tls.VersionName(response.TLS.Version) + ", certificate until " + until.UTC().Format(time.DateOnly)
	if time.Until(until) < renewBefore {
		return "", "Renew it; the server reads it again by itself.", errors.New(detail)
	}
	return detail, "", nil
}

// serverVersion is what /version says.
type serverVersion struct {
	Name, Version, DuckDB string
	Now                   time.Time
}

func (d *diagnosis) askVersion(ctx context.Context) (v serverVersion, err error) {
	response, body, err := d.get(ctx, "/version", false)
	switch {
	case err != nil:
		return v, plainCause(err)
	case response.StatusCode != http.StatusOK:
		return v, statusError(response, body)
	case json.Unmarshal(body, &v) != nil || v.Name != "landscape":
		return v, errors.New("this is no landscape server")
	}
	return v, nil
}

func (d *diagnosis) version(ctx context.Context) (detail, hint string, err error) {
	v, err := d.askVersion(ctx)
	if err != nil {
		return "", "Check the port and the path in --url.", err
	}
	detail = fmt.Sprintf("landscape %s, DuckDB %s", v.Version, v.DuckDB)
	if own := build().Version; own != v.Version {
		detail += "; this program is " + own
	}
	return detail, "", nil
}

func (d *diagnosis) clock(ctx context.Context) (detail, hint string, err error) {
	before := time.Now()
	v, err := d.askVersion(ctx)
	if err != nil {
		return "", "", err
	}
	middle := before.Add(time.Since(before) / 2)
	off := v.Now.Sub(middle).Abs()
	if off > clockMay {
		return "", "Set the clock of one of them: keys expire by the server's.", fmt.Errorf("server and this machine are %s apart", off.Round(time.Second))
	}
	return "within " + max(off.Round(time.Millisecond), time.Millisecond).String(), "", nil
}

func (d *diagnosis) ready(ctx context.Context) (detail, hint string, err error) {
	response, body, err := d.get(ctx, "/readyz", false)
	switch {
	case err != nil:
		return "", "", plainCause(err)
	case response.StatusCode != http.StatusOK:
		return "", "The log of the server says why; a new start heals a broken database connection.", statusError(response, body)
	}
	return "takes work", "", nil
}

// queryPath is the address of a statement in a format.
func queryPath(format string) string { return "/v1/query." + format + "?q=select+1+as+one" }

func (d *diagnosis) login(ctx context.Context) (detail, hint string, err error) {
	response, body, err := d.get(ctx, queryPath("json"), true)
	switch {
	case err != nil:
		return "", "", plainCause(err)
	case response.StatusCode == http.StatusUnauthorized && d.key == "":
		return "", "Give one with --key, or in LANDSCAPE_KEY; \"landscape keys create\" on the server makes one.", errors.New("the server wants a key")
	case response.StatusCode == http.StatusForbidden && problemIn(body).Code == "FORBIDDEN":
		return "accepted, and it may run saved queries alone", "", nil
	case response.StatusCode != http.StatusOK:
		return "", problemHint(body), statusError(response, body)
	case d.key == "":
		return "none, and none needed", "", nil
	}
	return "accepted", "", nil
}

// doctorFormats are the formats that are tried, with the type each must have.
var doctorFormats = []struct{ name, media string }{
	{"csv", "text/csv"}, {"tsv", "text/tab-separated-values"}, {"json", "application/json"}, {"objects", "application/json"},
	{"ndjson", "application/x-ndjson"}, {"arrow", "application/vnd.apache.arrow.stream"}, {"arrowfile", "application/vnd.apache.arrow.file"},
	{"parquet", "application/vnd.apache.parquet"}, {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"html", "text/html"}, {"md", "text/markdown"},
}

func (d *diagnosis) formats(ctx context.Context) (detail, hint string, err error) {
	var good, bad []string
	for _, f := range doctorFormats {
		response, body, err := d.get(ctx, queryPath(f.name), true)
		if err != nil {
			return "", "", plainCause(err)
		}
		media, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
		if response.StatusCode == http.StatusForbidden && problemIn(body).Code == "FORBIDDEN" {
			return "not tried: the key runs saved queries alone", "", nil
		}
		if response.StatusCode != http.StatusOK || media != f.media || len(body) == 0 {
			bad = append(bad, f.name)
			continue
		}
		good = append(good, f.name)
	}
	if len(bad) > 0 {
		return "", "Something between may change answers, or the server is older: compare with \"landscape doctor\" on the server itself.",
			fmt.Errorf("not as they should be: %s", strings.Join(bad, ", "))
	}
	return strings.Join(good, ", "), "", nil
}

func (d *diagnosis) latency(ctx context.Context) (detail, hint string, err error) {
	took := make([]time.Duration, latencyTries)
	for i := range took {
		began := time.Now()
		if _, _, err := d.get(ctx, "/healthz", false); err != nil {
			return "", "", plainCause(err)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return fmt.Sprintf("%s, the median of %d", took[latencyTries/2].Round(10*time.Microsecond), latencyTries), "", nil
}
