package httpapi_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/httpapi"
)

// writable starts a door whose local user may load.
func writable(t *testing.T) *door {
	t.Helper()
	return start(t, func(o *httpapi.Options) { o.AllowWrites = true })
}

// extract is two lines that the ledger does not have.
const extract = `customer_id,invoice_id,invoice_date,net_amount
Z1,9001,2024-03-05,100.50
Z2,9002,2024-03-06,-7
`

// decoded reads the body of an answer of the wanted status as JSON.
func decoded[T any](t *testing.T, a answer, status int) T {
	t.Helper()
	var value T
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return value
}

func (d *door) postLoad(options, body string, headers ...string) answer {
	d.t.Helper()
	return d.do(http.MethodPost, "/v1/loads?"+options, body, append([]string{"Content-Type: text/csv"}, headers...)...)
}

func (d *door) lines() (lines int64, net string) {
	d.t.Helper()
	s := enginetest.Session(d.t, d.engine)
	row := enginetest.Query(d.t, s, "select count(*) as n, sum(net_amount)::varchar as net from invoice_lines")[0]
	return row["n"].(int64), row["net"].(string)
}

// nothingSpooled fails when an upload was left behind.
func (d *door) nothingSpooled() {
	d.t.Helper()
	left, err := os.ReadDir(d.server.SpoolDir() + "/uploads")
	if err != nil || len(left) > 0 {
		d.t.Errorf("%d uploads were left behind, %v", len(left), err)
	}
}

func TestLoadIsListedAndTakenBack(t *testing.T) {
	d := writable(t)
	before, netBefore := d.lines()
	a := d.postLoad("filename=march.csv&source=till", extract)
	first := decoded[engine.LoadSummary](t, a, http.StatusCreated)
	if first.Rows != 2 || first.Totals.NetAmount != "93.5000" || first.Files[0] != "march.csv" || first.Source != "till" || first.Bytes != int64(len(extract)) {
		t.Errorf("the summary of the load: %+v %+v", first, first.Totals)
	}
	if want := "/v1/loads/2"; a.header.Get("Location") != want {
		t.Errorf("Location %q, want %q", a.header.Get("Location"), want)
	}
	if n, _ := d.lines(); n != before+2 {
		t.Errorf("%d lines after a load of 2 into %d", n, before)
	}
	again := decoded[engine.LoadSummary](t, d.postLoad("filename=other.csv&source=till", extract), http.StatusOK)
	if again.Already != first.LoadID {
		t.Errorf("the same content again is load %d, want %d", again.Already, first.LoadID)
	}
	listed := decoded[struct{ Loads []engine.LoadInfo }](t, d.do(http.MethodGet, "/v1/loads", ""), http.StatusOK)
	if len(listed.Loads) != 2 || listed.Loads[1].Files[0] != "march.csv" {
		t.Errorf("the loads: %+v", listed.Loads)
	}
	one := decoded[engine.LoadInfo](t, d.do(http.MethodGet, "/v1/loads/2", ""), http.StatusOK)
	if one.Rows != 2 || one.UnloadedAt != nil {
		t.Errorf("the load: %+v", one)
	}
	back := decoded[engine.LoadSummary](t, d.do(http.MethodDelete, "/v1/loads/2", ""), http.StatusOK)
	if n, net := d.lines(); !back.Unloaded || back.Rows != 2 || n != before || net != netBefore {
		t.Errorf("taken back %+v, and there are %d lines of %s, want %d of %s", back, n, net, before, netBefore)
	}
	for _, path := range []string{"/v1/loads/2", "/v1/loads/77", "/v1/loads/x"} {
		decoded[problem](t, d.do(http.MethodDelete, path, ""), http.StatusNotFound)
	}
	d.nothingSpooled()
}

// problem is what the tests look at in an error.
type problem struct {
	Code, Detail, Hint string
	Rejected           int64
	Rejects            []engine.Reject
}

func TestLoadRejects(t *testing.T) {
	d := writable(t)
	before, _ := d.lines()
	bad := extract + "Z3,9003,2024-13-40,5\nZ4,9004,2024-03-07,five\n"
	p := decoded[problem](t, d.postLoad("filename=bad.csv", bad), http.StatusUnprocessableEntity)
	want := []engine.Reject{
		{File: "bad.csv", Line: 4, Column: "invoice_date", Value: "2024-13-40", Reason: p.Rejects[0].Reason},
		{File: "bad.csv", Line: 5, Column: "net_amount", Value: "five", Reason: p.Rejects[1].Reason},
	}
	if p.Code != "LOAD_REJECTED" || p.Rejected != 2 || p.Rejects[0] != want[0] || p.Rejects[1] != want[1] {
		t.Errorf("the problem: %+v", p)
	}
	if n, _ := d.lines(); n != before {
		t.Errorf("%d lines after a load that was refused, want %d", n, before)
	}
	s := decoded[engine.LoadSummary](t, d.postLoad("max_rejects=2", bad), http.StatusCreated)
	if s.Rows != 2 || s.Rejected != 2 || len(s.Rejects) != 2 {
		t.Errorf("with two allowed: %+v", s)
	}
	d.nothingSpooled()
}

func TestLoadForms(t *testing.T) {
	d := writable(t)
	before, _ := d.lines()
	ndjson := `{"customer_id":"Z1","invoice_id":"1","invoice_date":"2024-03-05","net_amount":"1"}` + "\n"
	parquet, err := os.ReadFile(parquetExtract(t))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, options, media, encoding, body string }{
		{"csv", "", "text/csv", "", extract},
		{"semicolons, comma, day first", "delimiter=%3B&decimal=,&date_order=dmy", "text/csv; charset=windows-1252", "",
			"customer_id;invoice_id;invoice_date;net_amount\nM\xfcller;1;05.03.2024;1,5\n"},
		{"gzip on the way", "", "text/csv", "gzip", gzipped(t, extract)},
		{"a file of gzip", "", "application/gzip", "", gzipped(t, extract)},
		{"ndjson", "format=ndjson", "application/x-ndjson", "", ndjson},
		{"json", "", "application/json", "", "[" + strings.TrimSpace(ndjson) + "]"},
		{"parquet", "", "application/vnd.apache.parquet", "", string(parquet)},
		{"mapped", "map=customer_id=who&map=invoice_date=day&map=net_amount=" + url.QueryEscape("pieces * price"), "text/csv", "",
			"who,day,pieces,price\nA,2024-03-05,2,1.5\n"},
		{"without header", "header=0&map=customer_id=column1&map=invoice_date=column2&map=net_amount=column3", "text/csv", "", "A,2024-03-05,2\n"},
		{"several files", "", "application/x-tar", "", archive(t, "a.csv", extract, "b.csv", strings.ReplaceAll(extract, "900", "800"))},
		{"another table", "into=customers", "text/csv", "", "customer_id,customer_name\nZ1,Zoe\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"Content-Type: " + c.media}
			if c.encoding != "" {
				headers = append(headers, "Content-Encoding: "+c.encoding)
			}
			s := decoded[engine.LoadSummary](t, d.do(http.MethodPost, "/v1/loads?dry_run=1&"+c.options, c.body, headers...), http.StatusOK)
			if !s.DryRun || s.Rows == 0 {
				t.Errorf("%+v", s)
			}
			if want := strings.Count(strings.TrimSpace(c.name), "several")*3 + 1; c.name == "several files" && (s.Rows != 4 || len(s.Files) != 2 || s.Files[1] != "b.csv") {
				t.Errorf("%+v, want %d rows", s, want)
			}
		})
	}
	if n, _ := d.lines(); n != before {
		t.Errorf("%d lines after dry runs, want %d", n, before)
	}
	plan := decoded[engine.LoadPlan](t, d.postLoad("explain=1&filename=march.csv", extract), http.StatusOK)
	if plan.Files[0].Path != "march.csv" || len(plan.Preview) != 2 {
		t.Errorf("the plan: %+v", plan)
	}
	d.nothingSpooled()
}

func TestLoadRefusals(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.AllowWrites, o.Capacity.MaxUpload = true, 1000 })
	before, _ := d.lines()
	cases := []struct {
		name, options, media, body string
		status                     int
		code, says                 string
	}{
		{"a form", "", "multipart/form-data; boundary=x", "--x--", 415, "UNSUPPORTED_MEDIA", "curl"},
		{"a form of a page", "", "application/x-www-form-urlencoded", "a=b", 415, "UNSUPPORTED_MEDIA", "curl"},
		{"text that a page may send", "", "text/plain", extract, 415, "UNSUPPORTED_MEDIA", "text/csv"},
		{"no type", "", "", extract, 415, "UNSUPPORTED_MEDIA", "text/csv"},
		{"an option that is none", "on_overlaps=add", "text/csv", extract, 400, "BAD_REQUEST", "on_overlap?"},
		{"a value that is none", "on_overlap=merge", "text/csv", extract, 400, "BAD_REQUEST", "replace, keep, add or error"},
		{"an option twice", "into=a&into=b", "text/csv", extract, 400, "BAD_REQUEST", "2 times"},
		{"a table that is none", "into=nowhere", "text/csv", extract, 400, "BAD_REQUEST", "invoice_lines"},
		{"a path of the server", "profile_file=/etc/passwd", "text/csv", extract, 400, "BAD_REQUEST", "profile_text"},
		{"an empty file", "", "text/csv", "", 400, "BAD_REQUEST", "empty"},
		{"a file of another format", "format=parquet", "text/csv", extract, 400, "BAD_REQUEST", "parquet"},
		{"too large", "", "text/csv", strings.Repeat("x", 1001), 413, "BODY_TOO_LARGE", "1000 bytes"},
		{"no archive", "", "application/x-tar", strings.Repeat("x", 600), 400, "BAD_REQUEST", "tar"},
		{"a name with a line end", "filename=a%0Ab", "text/csv", extract, 400, "BAD_REQUEST", "filename"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := d.do(http.MethodPost, "/v1/loads?"+c.options, c.body, "Content-Type: "+c.media)
			if p := decoded[problem](t, a, c.status); p.Code != c.code || !strings.Contains(p.Detail+" "+p.Hint, c.says) {
				t.Errorf("%+v, want %s that says %q", p, c.code, c.says)
			}
		})
	}
	if n, _ := d.lines(); n != before {
		t.Errorf("%d lines, want %d", n, before)
	}
	d.nothingSpooled()
	reader := start(t, nil)
	if a := reader.postLoad("", extract); a.status != http.StatusForbidden {
		t.Errorf("a load by a reader: %d %s", a.status, a.body)
	}
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// archive is a tar archive of names and contents by turns.
func archive(t *testing.T, parts ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: parts[i], Size: int64(len(parts[i+1])), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// parquetExtract writes two lines as Parquet and returns the path.
func parquetExtract(t *testing.T) string {
	t.Helper()
	path := t.TempDir() + "/extract.parquet"
	s := enginetest.Session(t, enginetest.Open(t))
	if _, err := s.Exec(t.Context(), "copy (select 'Z' || i as customer_id, i::varchar as invoice_id, date '2024-03-05' as invoice_date, 1.5 as net_amount "+
		"from range(2) as t(i)) to '"+path+"'", nil); err != nil {
		t.Fatal(err)
	}
	return path
}
