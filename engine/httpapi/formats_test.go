package httpapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/klauspost/compress/gzip"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestFormats asks for every format by option, extension and Accept.
func TestFormats(t *testing.T) {
	d := start(t, nil)
	cases := []struct{ format, accept, media, begins string }{
		{"json", "application/json", "application/json", `{"query_id":"`},
		{"csv", "text/csv", "text/csv; charset=utf-8; header=present", "a\n1\n"},
		{"tsv", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "a\n1\n"},
		{"objects", "", "application/json", "[\n{\"a\":1}\n]\n"},
		{"ndjson", "application/x-ndjson", "application/x-ndjson", "{\"a\":1}\n"},
		{"arrow", "application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream", "\xff\xff\xff\xff"},
		{"arrowfile", "application/vnd.apache.arrow.file", "application/vnd.apache.arrow.file", "ARROW1"},
		{"parquet", "application/vnd.apache.parquet", "application/vnd.apache.parquet", "PAR1"},
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"},
		{"html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<!DOCTYPE html>"},
		{"md", "text/markdown", "text/markdown; charset=utf-8", "| a |\n"},
	}
	for _, c := range cases {
		t.Run(c.format, func(t *testing.T) {
			requests := map[string]answer{
				"option":    d.do("GET", "/v1/query.csv?q=select+1+as+a&format="+c.format, "", "Accept: text/csv"),
				"extension": d.do("GET", "/v1/query."+c.format+"?q=select+1+as+a", "", "Accept: text/csv"),
				"posted":    d.do("POST", "/v1/query."+c.format, "select 1 as a", "Content-Type: text/plain"),
			}
			if c.accept != "" {
				requests["accept"] = d.do("GET", "/v1/query?q=select+1+as+a", "", "Accept: "+c.accept)
			}
			for by, a := range requests {
				if a.status != http.StatusOK || a.header.Get("Content-Type") != c.media || !strings.HasPrefix(a.body, c.begins) {
					t.Errorf("by %s: %d %s %.60q", by, a.status, a.header.Get("Content-Type"), a.body)
				}
			}
		})
	}
	for accept, want := range map[string]string{"": "application/json", "*/*": "application/json", "text/*": "text/csv; charset=utf-8; header=present",
		"text/csv;q=0.5, application/json;q=0.4": "text/csv; charset=utf-8; header=present", "image/png, */*;q=0.1": "application/json",
		"application/json;q=0, */*": "text/csv; charset=utf-8; header=present"} {
		if a := d.do("GET", "/v1/query?q=select+1", "", "Accept: "+accept); a.header.Get("Content-Type") != want {
			t.Errorf("Accept %q gives %s, want %s", accept, a.header.Get("Content-Type"), want)
		}
	}
}

// TestJSON reads the whole object of the format json.
func TestJSON(t *testing.T) {
	d := start(t, nil)
	var got struct {
		QueryID   string `json:"query_id"`
		Columns   []struct{ Name, Type string }
		Rows      [][]any
		RowCount  int  `json:"row_count"`
		Truncated bool `json:"truncated"`
		ElapsedMs *int `json:"elapsed_ms"`
	}
	a := d.do("GET", "/v1/query?query_id=j&limit=2&q="+url.QueryEscape("select i, 1.5::decimal(9,2) as d from range(5) as r(i)"), "")
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	if got.QueryID != "j" || got.RowCount != 2 || !got.Truncated || got.ElapsedMs == nil || len(got.Rows) != 2 || got.Rows[1][0] != 1.0 || got.Rows[0][1] != "1.50" ||
		got.Columns[0].Type != "BIGINT" || got.Columns[1].Type != "DECIMAL(9,2)" {
		t.Errorf("got %+v", got)
	}
}

// TestFiles lets DuckDB itself read what the server sends as Parquet, csv and JSON, and compares every row and type.
func TestFiles(t *testing.T) {
	d := start(t, nil)
	const sql = "select i::int as n, i * 1000000007 as big, (i / 8)::decimal(18,4) as amount, 'text, \"' || i as name, date '2025-01-01' + i::int as day, " +
		"timestamp '2025-01-01 10:00:00' + to_seconds(i) as at, i % 3 = 0 as flag, i / 7 as share, case when i % 2 = 0 then 'even' end as maybe, [i, i + 1] as list, " +
		"{'a': i, 'b': 'x'} as pair from range(5000) as r(i)"
	memory, err := engine.Open(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = memory.Close() })
	session := enginetest.Session(t, memory)
	for form, read := range map[string]string{
		"parquet": "read_parquet('%s')",
		"csv": "read_csv('%s', types = {'n': 'INT', 'big': 'BIGINT', 'amount': 'DECIMAL(18,4)', 'name': 'VARCHAR', 'day': 'DATE', 'at': 'TIMESTAMP', 'flag': 'BOOLEAN', 'share': 'DOUBLE', " +
			"'maybe': 'VARCHAR', 'list': 'BIGINT[]', 'pair': 'STRUCT(a BIGINT, b VARCHAR)'})",
		"ndjson": "read_json('%s', columns = {'n': 'INT', 'big': 'BIGINT', 'amount': 'DECIMAL(18,4)', 'name': 'VARCHAR', 'day': 'DATE', 'at': 'TIMESTAMP', 'flag': 'BOOLEAN', 'share': 'DOUBLE', " +
			"'maybe': 'VARCHAR', 'list': 'BIGINT[]', 'pair': 'STRUCT(a BIGINT, b VARCHAR)'})",
	} {
		t.Run(form, func(t *testing.T) {
			a := d.do("GET", "/v1/query."+form+"?q="+url.QueryEscape(sql), "")
			path := filepath.Join(t.TempDir(), "result."+form)
			if err := os.WriteFile(path, []byte(a.body), 0o600); err != nil {
				t.Fatal(err)
			}
			source := fmt.Sprintf(read, path)
			differ := enginetest.Query(t, session, "select count(*) as n from ((from "+source+" except all "+sql+") union all ("+sql+" except all from "+source+"))")
			if differ[0]["n"] != int64(0) {
				t.Errorf("%v rows differ", differ[0]["n"])
			}
			types := "select string_agg(column_type, ' ') as t from (describe "
			if got, want := enginetest.Query(t, session, types+"from "+source+")"), enginetest.Query(t, session, types+sql+")"); got[0]["t"] != want[0]["t"] {
				t.Errorf("the types are %v, want %v", got[0]["t"], want[0]["t"])
			}
		})
	}
}

// TestArrow reads the stream with another program's reader.
func TestArrow(t *testing.T) {
	d := start(t, nil)
	a := d.do("GET", "/v1/query.arrow?q="+url.QueryEscape("select i from range(5000) as r(i)"), "")
	reader, err := ipc.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	var rows int64
	for reader.Next() {
		rows += reader.RecordBatch().NumRows()
	}
	if rows != 5000 || reader.Err() != nil || !strings.HasSuffix(a.body, "\xff\xff\xff\xff\x00\x00\x00\x00") {
		t.Errorf("%d rows, %v", rows, reader.Err())
	}
}

// TestLargeArrowBatches reads a stream of which large parts are sent as they lie: its rows are whole and in order, compressed or not, and the
// server's bounds cut it where they cut any other.
func TestLargeArrowBatches(t *testing.T) {
	d := start(t, nil)
	const rows = 200_000
	for _, c := range []struct {
		options, accept string
		rows            int64
		large           bool
	}{
		{accept: "identity", rows: rows, large: true},
		{accept: "gzip", rows: rows, large: true},
		{options: "&limit=100001", accept: "identity", rows: 100_001, large: true},
		{options: "&max_rows=99999", accept: "identity", rows: 99_999, large: true},
		{options: "&max_bytes=2000000&on_overflow=truncate", accept: "identity", rows: 75 * 2048},
	} {
		a := d.do("GET", fmt.Sprintf("/v1/query.arrow?q=%s%s", url.QueryEscape(fmt.Sprintf("select i, repeat('x', i %% 3) as x from range(%d) as r(i)", rows)), c.options),
			"", "Accept-Encoding: "+c.accept)
		var body io.Reader = strings.NewReader(a.body)
		if a.header.Get("Content-Encoding") == "gzip" {
			var err error
			if body, err = gzip.NewReader(body); err != nil {
				t.Fatal(err)
			}
		}
		reader, err := ipc.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		var read, most int64
		for reader.Next() {
			batch := reader.RecordBatch()
			numbers, texts := batch.Column(0).(*array.Int64), batch.Column(1).(*array.String)
			for i := range int(batch.NumRows()) {
				if n := numbers.Value(i); n != read || len(texts.Value(i)) != int(n%3) {
					t.Fatalf("%+v: row %d is %d, %q", c, read, n, texts.Value(i))
				}
				read++
			}
			most = max(most, batch.NumRows())
		}
		if read != c.rows || reader.Err() != nil || most > 2048 != c.large || a.trailer.Get("X-Query-Rows") != fmt.Sprint(c.rows) {
			t.Errorf("%+v: %d rows in batches of up to %d, error %v, trailers %v", c, read, most, reader.Err(), a.trailer)
		}
		reader.Release()
	}
}
