package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/enginetest"
)

// described is one table of the catalogue, as a client reads it.
type describedTable struct {
	Name, Kind  string
	Comment     *string
	RowEstimate *int64 `json:"row_estimate"`
	Columns     []struct {
		Name, Type, Unit string
		PostgresType     string `json:"postgres_type"`
		ArrowType        string `json:"arrow_type"`
		Nullable         bool
		Comment          *string
	}
}

func read[T any](t *testing.T, a answer) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(a.body), &value); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %v %s", a.status, err, a.body)
	}
	return value
}

func TestCatalog(t *testing.T) {
	d := start(t, nil)
	schemas := read[struct {
		Schemas []struct {
			Name          string
			Tables, Views int
		}
	}](t, d.do(http.MethodGet, "/v1/catalog", ""))
	if len(schemas.Schemas) != 1 || schemas.Schemas[0].Name != "main" || schemas.Schemas[0].Tables < 30 || schemas.Schemas[0].Views < 90 {
		t.Errorf("%+v", schemas)
	}
	main := read[struct {
		Tables []describedTableName
	}](t, d.do(http.MethodGet, "/v1/catalog/main", ""))
	if len(main.Tables) != schemas.Schemas[0].Tables+schemas.Schemas[0].Views {
		t.Errorf("%d tables and views", len(main.Tables))
	}
	lines := read[describedTable](t, d.do(http.MethodGet, "/v1/catalog/main/invoice_lines", ""))
	if lines.Kind != "table" || lines.RowEstimate == nil || *lines.RowEstimate != 12 || lines.Comment == nil {
		t.Errorf("%+v", lines)
	}
	for _, c := range lines.Columns {
		if c.Name == "net_amount" && (c.Type != "DECIMAL(18,4)" || c.PostgresType != "numeric(18,4)" || c.ArrowType != "decimal(18, 4)" || c.Unit != "money") {
			t.Errorf("%+v", c)
		}
	}
	view := read[describedTable](t, d.do(http.MethodGet, "/v1/catalog/main/landscape", ""))
	if view.Kind != "view" || view.RowEstimate != nil || view.Columns[0].Name != "period" || view.Columns[0].ArrowType != "int32" {
		t.Errorf("%+v", view)
	}
	tag := d.do(http.MethodGet, "/v1/catalog/main/landscape", "").header.Get("ETag")
	if again := d.do(http.MethodGet, "/v1/catalog/main/landscape", "", "If-None-Match: "+tag); tag == "" || again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("%q: %d %s", tag, again.status, again.body)
	}
	for _, path := range []string{"/v1/catalog/landscape_base", "/v1/catalog/information_schema", "/v1/catalog/main/lanscape", "/v1/catalog/landscape_base/config"} {
		if got := d.do(http.MethodGet, path, ""); got.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

// describedTableName is an entry of a schema.
type describedTableName struct{ Name, Kind string }

// TestCatalogTypes has a table with a column of each type: what PostgreSQL and Arrow call it.
func TestCatalogTypes(t *testing.T) {
	d := start(t, nil)
	types := []struct{ duck, postgres, arrow string }{
		{"BOOLEAN", "boolean", "bool"}, {"TINYINT", "smallint", "int8"}, {"SMALLINT", "smallint", "int16"}, {"INTEGER", "integer", "int32"},
		{"BIGINT", "bigint", "int64"}, {"HUGEINT", "numeric(39,0)", "decimal(38, 0)"}, {"UTINYINT", "smallint", "uint8"}, {"UBIGINT", "numeric(20,0)", "uint64"},
		{"FLOAT", "real", "float32"}, {"DOUBLE", "double precision", "float64"}, {"DECIMAL(38,4)", "numeric(38,4)", "decimal(38, 4)"},
		{"VARCHAR", "text", "utf8"}, {"BLOB", "bytea", "binary"}, {"UUID", "uuid", "utf8"}, {"DATE", "date", "date32"},
		{"TIME", "time without time zone", "time64[us]"}, {"TIMESTAMP", "timestamp without time zone", "timestamp[us]"},
		{"TIMESTAMP WITH TIME ZONE", "timestamp with time zone", "timestamp[us, tz=UTC]"}, {"INTERVAL", "interval", "month_day_nano_interval"},
		{"ENUM('it''s', 'b')", "text", ""}, {"VARCHAR[]", "text[]", "list<l: utf8, nullable>"}, {"INTEGER[3]", "integer[]", ""},
		{"STRUCT(a INTEGER)", "json", ""}, {"STRUCT(a INTEGER)[]", "json", ""}, {"MAP(VARCHAR, BIGINT)", "json", ""},
	}
	ddl := "create table every_type ("
	for i, c := range types {
		ddl += string(rune('a'+i)) + " " + c.duck + ", "
	}
	session := enginetest.Session(t, d.engine)
	if _, err := session.Exec(context.Background(), ddl+"primary key (d, e))", nil); err != nil {
		t.Fatal(err)
	}
	got := read[struct {
		describedTable
		PrimaryKey []string `json:"primary_key"`
	}](t, d.do(http.MethodGet, "/v1/catalog/main/every_type", ""))
	if !slices.Equal(got.PrimaryKey, []string{"d", "e"}) || got.Columns[3].Nullable || !got.Columns[0].Nullable {
		t.Errorf("primary key %v", got.PrimaryKey)
	}
	for i, c := range types {
		if g := got.Columns[i]; g.PostgresType != c.postgres || c.arrow != "" && g.ArrowType != c.arrow || g.ArrowType == "" {
			t.Errorf("%s (%s): %s, %s; want %s, %s", c.duck, g.Type, g.PostgresType, g.ArrowType, c.postgres, c.arrow)
		}
	}
}

func TestExplain(t *testing.T) {
	d := start(t, nil)
	const sql = "application/sql"
	for _, c := range []struct {
		name, path, body, media, accept string
		status                          int
		says                            string
	}{
		{"text", "/v1/explain", "select count(*) from invoice_lines", sql, "", 200, "─"},
		{"json", "/v1/explain", "select 1", sql, "application/json", 200, `{"plan":[`},
		{"json by option", "/v1/explain?format=json", "select 1", sql, "", 200, `{"plan":[`},
		{"json body with parameters", "/v1/explain", `{"sql": "select $x::int", "params": {"x": 1}}`, "application/json", "", 200, "─"},
		{"not run", "/v1/explain", "select error('it ran')", sql, "", 200, "─"},
		{"no statement", "/v1/explain", "", sql, "", 400, "BAD_REQUEST"},
		{"other format", "/v1/explain?format=csv", "select 1", sql, "", 406, "NOT_ACCEPTABLE"},
		{"no SQL", "/v1/explain", "selec 1", sql, "", 400, "SQL_SYNTAX"},
		{"where it is wrong", "/v1/explain", "select 1\nfrom nowhere", sql, "", 400, `"line":2,"column":6`},
		{"a write", "/v1/explain", "delete from invoice_lines", sql, "", 403, "FORBIDDEN_STATEMENT"},
		{"analyze", "/v1/explain", "analyze select 1", sql, "", 400, ""},
		{"two", "/v1/explain", "select 1; drop table invoice_lines", sql, "", 400, "MULTI_STATEMENT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"Content-Type: " + c.media}
			if c.accept != "" {
				headers = append(headers, "Accept: "+c.accept)
			}
			got := d.do(http.MethodPost, c.path, c.body, headers...)
			if got.status != c.status || !strings.Contains(got.body, c.says) {
				t.Errorf("%d %s, want %d with %q", got.status, got.body, c.status, c.says)
			}
		})
	}
}
