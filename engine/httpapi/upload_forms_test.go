package httpapi_test

import (
	"encoding/binary"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"github.com/customer-landscape/landscape/engine"
)

// shipment is an extract with a name that needs more than ASCII, a credit, and amounts of four decimals.
const shipment = `select * from (values
	('Müller', '9001', date '2024-03-05', 100.5000, 'p1', 2.0000), ('Zoë', '9002', date '2024-03-06', -7.2500, 'p2', -1.0000),
	('東京', '9003', date '2024-04-01', 0.0001, 'p1', 1.0000), ('Müller', '9004', date '2024-04-02', 1234567.8900, 'p3', 10.0000)
) as v(customer_id, invoice_id, invoice_date, net_amount, product_id, quantity)`

// shipped asks the server for the shipment in one of its formats.
func (d *door) shipped(format string) string {
	d.t.Helper()
	a := d.do(http.MethodGet, "/v1/query."+format+"?q="+url.QueryEscape(shipment), "")
	if a.status != http.StatusOK {
		d.t.Fatalf("%s: %d %s", format, a.status, a.body)
	}
	return a.body
}

func zstandard(t *testing.T, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

// wide is a text in UTF-16 with the mark of its order in front.
func wide(text string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// TestUploadForms loads one extract in every form, as the command does with the csv of it: rows and totals are the same, to the last digit.
// What is cut off, or is something else than it says, is refused with a reason, and nothing has changed then.
func TestUploadForms(t *testing.T) {
	d := writable(t)
	csv := d.shipped("csv")
	path := filepath.Join(t.TempDir(), "shipment.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := d.engine.Load(t.Context(), engine.LoadOptions{Paths: []string{path}, Source: "command"})
	if err != nil {
		t.Fatal(err)
	}
	if want.Rows != 4 || want.Totals.NetAmount != "1234661.1401" {
		t.Fatalf("the command loads %d rows, %+v", want.Rows, want.Totals)
	}
	forms := []struct{ name, media, encoding, body string }{
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", d.shipped("xlsx")},
		{"parquet", "application/vnd.apache.parquet", "", d.shipped("parquet")},
		{"arrow stream", "application/vnd.apache.arrow.stream", "", d.shipped("arrow")},
		{"arrow file", "application/vnd.apache.arrow.file", "", d.shipped("arrowfile")},
		{"ndjson", "application/x-ndjson", "", d.shipped("ndjson")},
		{"objects", "application/json", "", d.shipped("objects")},
		{"tsv", "text/tab-separated-values", "", d.shipped("tsv")},
		{"csv in gzip", "application/gzip", "", gzipped(t, csv)},
		{"csv in zstd", "application/zstd", "", zstandard(t, csv)},
		{"csv by gzip", "text/csv", "gzip", gzipped(t, csv)},
		{"csv by zstd", "text/csv", "zstd", zstandard(t, csv)},
		{"ndjson in zstd", "application/octet-stream", "", zstandard(t, d.shipped("ndjson"))},
		{"csv in UTF-8 with its mark", "text/csv", "", "\ufeff" + csv},
		{"csv in UTF-16, little end first", "text/csv", "", wide(csv, binary.LittleEndian)},
		{"csv in UTF-16, big end first", "text/csv; charset=utf-16", "", wide(csv, binary.BigEndian)},
	}
	lines, net := d.lines()
	post := func(options, media, encoding, body string) answer {
		headers := []string{"Content-Type: " + media}
		if encoding != "" {
			headers = append(headers, "Content-Encoding: "+encoding)
		}
		return d.do(http.MethodPost, "/v1/loads?"+options, body, headers...)
	}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			a := post("dry_run=1&source="+url.QueryEscape(f.name), f.media, f.encoding, f.body)
			got := decoded[engine.LoadSummary](t, a, http.StatusOK)
			if got.Rows != want.Rows || *got.Totals != *want.Totals {
				t.Errorf("%d rows, %+v; the command has %d, %+v", got.Rows, *got.Totals, want.Rows, *want.Totals)
			}
		})
	}
	half := func(body string) string { return body[:len(body)*2/3] }
	broken := []struct{ name, options, media, encoding, body, says string }{
		{"half a workbook", "", "application/octet-stream", "", half(d.shipped("xlsx")), "workbook"},
		{"half a Parquet file", "", "application/octet-stream", "", half(d.shipped("parquet")), "damaged or cut off"},
		{"half an Arrow stream", "", "application/octet-stream", "", half(d.shipped("arrow")), "damaged or cut off"},
		{"half an Arrow file", "", "application/octet-stream", "", half(d.shipped("arrowfile")), "damaged or cut off"},
		{"half a file in gzip", "", "application/octet-stream", "", half(gzipped(t, csv)), "gzip data are cut off"},
		{"half a body by gzip", "", "text/csv", "gzip", half(gzipped(t, csv)), "broke off"},
		{"half a file in zstd", "", "application/octet-stream", "", half(zstandard(t, csv)), "zstd data are cut off"},
		{"half a body by zstd", "", "text/csv", "zstd", half(zstandard(t, csv)), "broke off"},
		{"no gzip at all", "", "text/csv", "gzip", csv, "gzip"},
		{"csv that is said to be a workbook", "format=xlsx", "text/csv", "", csv, "xlsx"},
		{"csv that is said to be Arrow", "format=arrow", "text/csv", "", csv, "arrow"},
		{"a workbook that is said to be csv", "format=csv", "text/csv", "", d.shipped("xlsx"), "not csv"},
		{"a picture", "", "application/octet-stream", "", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "cannot be loaded"},
		{"half a character in UTF-16", "", "text/csv", "", wide(csv, binary.LittleEndian)[:201], "line 2"},
		{"ndjson with a line that is none", "", "application/x-ndjson", "", d.shipped("ndjson") + "{\"customer_id\": \n", "cut off"},
	}
	for _, b := range broken {
		t.Run(b.name, func(t *testing.T) {
			a := post("source=broken&filename=broken&"+b.options, b.media, b.encoding, b.body)
			p := decoded[problem](t, a, a.status)
			text := strings.ToLower(p.Detail + " " + p.Hint)
			if a.status < 400 || a.status >= 500 || p.Detail == "" || !strings.Contains(text, b.says) || strings.Contains(text, strings.ToLower(d.server.SpoolDir())) {
				t.Errorf("%d %+v", a.status, p)
			}
		})
	}
	if n, sum := d.lines(); n != lines || sum != net {
		t.Errorf("%d lines of %s, want %d of %s", n, sum, lines, net)
	}
	d.nothingSpooled()
}
