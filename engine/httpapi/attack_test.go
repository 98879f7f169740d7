package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// hardened opens a door as landscape serve does, with keys, and returns a reader's header.
func hardened(t *testing.T, change func(*httpapi.Options)) (d *door, give func(keyring.Key) string, reader string) {
	t.Helper()
	d, give, _ = keyed(t, change)
	if err := d.engine.Harden(t.Context(), d.server.SpoolDir()); err != nil {
		t.Fatal(err)
	}
	return d, give, "Authorization: Bearer " + give(keyring.Key{Role: keyring.Reader})
}

// intact closes the database, opens it again, and wants the ledger as it was and no file beside it.
func (d *door) intact() {
	d.t.Helper()
	path := d.engine.Path()
	if err := d.server.Close(); err != nil {
		d.t.Error(err)
	}
	if err := d.engine.Close(); err != nil {
		d.t.Error(err)
	}
	again, err := engine.Open(context.Background(), engine.Options{Path: path})
	if err != nil {
		d.t.Fatalf("the database does not open: %v", err)
	}
	defer func() {
		if err := again.Close(); err != nil {
			d.t.Error(err)
		}
	}()
	session := enginetest.Session(d.t, again)
	if got := enginetest.Query(d.t, session, "select count(*) as n, sum(net_amount)::varchar as net from invoice_lines"); got[0]["n"] != int64(12) || got[0]["net"] != "2190.0000" {
		d.t.Errorf("the ledger is %v", got)
	}
	if got := enginetest.Query(d.t, session, "select count(*) as n from duckdb_tables() where database_name = current_database() and table_name like 'evil%'"); got[0]["n"] != int64(0) {
		d.t.Errorf("%v tables were made", got)
	}
	if err := session.Close(); err != nil {
		d.t.Error(err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), filepath.Base(path)) {
			d.t.Errorf("there is a file %s", e.Name())
		}
	}
}

// TestAttacks sends what an open database lets through beside reading, to every path that takes SQL. Each is refused with its code, the
// server goes on answering, and the file opens again as it was.
func TestAttacks(t *testing.T) {
	d, _, reader := hardened(t, nil)
	path := d.engine.Path()
	dir := filepath.Dir(path)
	attacks := []struct {
		name, code string
		sql        []string
	}{
		{"writing over the database", "FORBIDDEN_STATEMENT", []string{
			"copy (select 'gone') to '" + path + "' (format csv, use_tmp_file false)", "copy (select 'gone') to '" + path + ".wal' (format csv, use_tmp_file false)",
			"copy invoice_lines to '" + dir + "/evil.csv'", "copy (select 1) to '/dev/stdout'", "export database '" + dir + "/evil'", "import database '" + dir + "'"}},
		{"other databases", "FORBIDDEN_STATEMENT", []string{"attach ':memory:' as evil", "attach '" + dir + "/evil.db'", "attach '" + path + "' as evil (read_only)", "detach test", "use memory"}},
		{"code from elsewhere", "FORBIDDEN_STATEMENT", []string{"install httpfs", "force install httpfs", "load parquet", "load '" + dir + "/evil.duckdb_extension'"}},
		{"settings", "FORBIDDEN_STATEMENT", []string{"set memory_limit = '100GB'", "set global threads = 100", "set enable_external_access = true", "set lock_configuration = false",
			"reset memory_limit", "set variable evil = 1", "set session timezone = 'UTC'", "pragma memory_limit = '100GB'"}},
		{"logs and profiles", "FORBIDDEN_STATEMENT", []string{"call enable_logging()", "call enable_profiling()", "pragma enable_profiling", "pragma database_list", "call pragma_version()"}},
		{"statements that wait", "FORBIDDEN_STATEMENT", []string{"prepare evil as delete from invoice_lines", "execute evil", "deallocate evil", "checkpoint", "force checkpoint", "vacuum", "analyze"}},
		{"transactions", "FORBIDDEN_STATEMENT", []string{"begin", "commit", "rollback", "begin transaction read write"}},
		{"changes", "FORBIDDEN_STATEMENT", []string{"create table evil (a int)", "create temp table evil (a int)", "create or replace view landscape as select 1", "create macro evil() as 1",
			"create sequence evil", "create schema evil", "create secret evil (type s3)", "insert into invoice_lines select * from invoice_lines", "update invoice_lines set net_amount = 0",
			"delete from invoice_lines", "truncate invoice_lines", "alter table invoice_lines drop column net_amount", "drop table invoice_lines", "drop view landscape",
			"comment on table invoice_lines is 'evil'"}},
		{"changes in disguise", "FORBIDDEN_STATEMENT", []string{"explain analyze delete from invoice_lines", "explain analyze insert into invoice_lines select * from invoice_lines",
			"explain analyze copy invoice_lines to '" + dir + "/evil.csv'"}},
		{"two statements", "MULTI_STATEMENT", []string{"select 1; drop table invoice_lines", "commit; delete from invoice_lines", "rollback; create table evil (a int)", "select 1; select 2"}},
		{"files through functions", "FORBIDDEN_FUNCTION", []string{"from read_csv('/etc/passwd')", "from read_text('" + path + "')", "from read_blob('" + path + "')", "from glob('/*')",
			"from sniff_csv('/etc/passwd')", "from parquet_metadata('x')", "from read_json('/etc/passwd')", "from READ_CSV_AUTO('/etc/passwd')", `from "read_text"('/etc/passwd')`,
			"from system.main.read_text('/etc/passwd')", "with a as (from glob('*')) from a", "describe from read_csv('/etc/passwd')", "summarize from read_csv('/etc/passwd')",
			"explain from glob('*')", "from invoice_lines where product_id in (select content from read_text('x'))", "pivot (from glob('*')) on file"}},
		{"SQL through functions", "FORBIDDEN_FUNCTION", []string{"from query('drop table invoice_lines')", "from query_table('invoice_lines')", "from json_execute_serialized_sql('{}')"}},
		{"the server through functions", "FORBIDDEN_FUNCTION", []string{"from duckdb_databases()", "from duckdb_settings()", "from duckdb_secrets()", "from duckdb_logs()", "from duckdb_temporary_files()",
			"select current_setting('temp_directory')", "select getvariable('x')", "select write_log('x')", "from pragma_storage_info('invoice_lines')", "from enable_logging()", "from force_checkpoint()"}},
		{"files in place of tables", "FORBIDDEN_TABLE", []string{"from '/etc/passwd'", "from '" + dir + "/x.csv'", "from 'https://example.com/a.parquet'", `from "/etc/passwd"`}},
		{"tables about the server", "FORBIDDEN_TABLE", []string{"from duckdb_databases", "from duckdb_logs", "from pragma_database_list"}},
		{"a long statement", "SQL_TOO_LARGE", []string{"select '" + strings.Repeat("x", 1<<20) + "'"}},
		{"a deep statement", "SQL_TOO_LARGE", []string{"select " + strings.Repeat("[", 500) + "1" + strings.Repeat("]", 500), "select 1" + strings.Repeat(" union all select 1", 20000)}},
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			for _, sql := range a.sql {
				if got := d.do("POST", "/v1/query", sql, reader, "Content-Type: application/sql"); got.codeIn(t) != a.code {
					t.Errorf("%.80s: %d %.200s", sql, got.status, got.body)
				}
			}
			sql := a.sql[0]
			if len(sql) < 2000 {
				if got := d.do("GET", "/v1/query.csv?q="+url.QueryEscape(sql), "", reader); got.codeIn(t) != a.code {
					t.Errorf("GET %s: %d %.200s", sql, got.status, got.body)
				}
			}
			body, err := json.Marshal(map[string]string{"sql": sql})
			if err != nil {
				t.Fatal(err)
			}
			// What stands behind EXPLAIN in no grammar, such as another EXPLAIN, does not parse.
			if got := d.do("POST", "/v1/explain", string(body), reader, "Content-Type: application/json"); got.codeIn(t) != a.code && got.codeIn(t) != "SQL_SYNTAX" {
				t.Errorf("explain %.80s: %d %.200s", sql, got.status, got.body)
			}
			got := d.do("POST", "/v1/statements?wait_ms=20000", string(body), reader, "Content-Type: application/json")
			if !strings.Contains(got.body, `"code":"`+a.code+`"`) {
				t.Errorf("statement %.80s: %d %.300s", sql, got.status, got.body)
			}
		})
	}
	for _, sql := range []string{"select repeat('a', 2000000000)", "select generate_series(1, 2000000000)", "select list(i) from range(2200000) as t(i)"} {
		for _, path := range []string{"/v1/query", "/v1/query.csv", "/v1/query.parquet", "/v1/query.xlsx"} {
			if got := d.do("POST", path, sql, reader, "Content-Type: application/sql"); got.codeIn(t) != "RESULT_TOO_LARGE" || got.status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s %s: %d %.200s", path, sql, got.status, got.body)
			}
		}
	}
	if got := d.do("GET", "/v1/query.csv?q=select+count(*)+as+n+from+invoice_lines", "", reader); got.body != "n\n12\n" {
		t.Errorf("after the attacks the answer is %d %s", got.status, got.body)
	}
	d.intact()
}

// TestAttacksOnAKey holds a key with tables of its own to them, on every path.
func TestAttacksOnAKey(t *testing.T) {
	d, give, wide := hardened(t, nil)
	base := "X-API-Key: " + give(keyring.Key{Role: keyring.Reader, Tables: []string{"landscape_base.customer_days"}})
	narrow := "X-API-Key: " + give(keyring.Key{Role: keyring.Reader, Tables: []string{"pareto_rank"}})
	saved := "X-API-Key: " + give(keyring.Key{Role: keyring.SavedOnly})
	query := func(sql string) string { return "/v1/query.csv?q=" + url.QueryEscape(sql) }
	cases := []struct{ path, key, want string }{
		{query("select count(*) from pareto_rank"), narrow, "OK"},
		{query("select count(*) from PARETO_RANK(as_of := date '2025-01-01')"), narrow, "OK"},
		{query("select count(*) from invoice_lines"), narrow, "FORBIDDEN_TABLE"},
		{query("select (select count(*) from main.invoice_lines) from pareto_rank"), narrow, "FORBIDDEN_TABLE"},
		{query("with pareto_rank as (from invoice_lines) from pareto_rank"), narrow, "FORBIDDEN_TABLE"},
		{query("pivot invoice_lines on product_id using sum(net_amount)"), narrow, "FORBIDDEN_TABLE"},
		{query("describe invoice_lines"), narrow, "FORBIDDEN_TABLE"},
		{query("from landscape_base.customer_days"), narrow, "FORBIDDEN_TABLE"},
		{query("from landscape_history.invoice_lines"), narrow, "FORBIDDEN_TABLE"},
		{query("from information_schema.tables"), narrow, "FORBIDDEN_TABLE"},
		{query("from landscape_base.customer_days"), wide, "OK"},
		{query("from landscape_history.invoice_lines"), wide, "OK"},
		{query("from LANDSCAPE_BASE.customer_days"), base, "OK"},
		{query("from customer_days"), base, "FORBIDDEN_TABLE"},
		{query("from landscape_base.customers"), base, "FORBIDDEN_TABLE"},
		{query("from landscape_base.customer_facts()"), base, "FORBIDDEN_TABLE"},
		{"/v1/views/pareto_rank.csv", narrow, "OK"},
		{"/v1/views/landscape.csv", narrow, "FORBIDDEN_TABLE"},
		{"/v1/querylog", narrow, "FORBIDDEN"},
		{query("select 1"), saved, "FORBIDDEN"},
		{"/v1/saved/..%2f..%2fetc%2fpasswd.csv", saved, "NOT_FOUND"},
	}
	for _, c := range cases {
		if a := d.do("GET", c.path, "", c.key); a.codeIn(t) != c.want {
			t.Errorf("%s: %d %.200s, not %s", c.path, a.status, a.body, c.want)
		}
	}
	for _, path := range []string{"/v1/loads?into=invoice_lines", "/v1/loads?into=invoice_lines&profile=/etc/passwd"} {
		if a := d.do("POST", path, "a\n1\n", narrow, "Content-Type: text/csv"); a.codeIn(t) != "FORBIDDEN" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	d.intact()
}

// TestFormsAreRefused posts what a form of any page can send to every path that takes a body.
func TestFormsAreRefused(t *testing.T) {
	d, give, _ := hardened(t, nil)
	writer := "X-API-Key: " + give(keyring.Key{Role: keyring.Admin})
	var api struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(d.do("GET", "/openapi.json", "").body), &api); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for path, methods := range api.Paths {
		if methods["post"] == nil {
			continue
		}
		tried++
		path = strings.ReplaceAll(path, "{id}", "1")
		for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", ""} {
			if a := d.do("POST", path+"?into=invoice_lines", "sql=select+1", writer, "Content-Type: "+media); a.codeIn(t) != "UNSUPPORTED_MEDIA" {
				t.Errorf("POST %s as %q: %d %.200s", path, media, a.status, a.body)
			}
		}
	}
	if tried < 3 {
		t.Errorf("only %d paths take a POST", tried)
	}
}

// TestClientsThatGoAway opens answers without end and goes away, in several ways. The queries end, and with them every goroutine.
func TestClientsThatGoAway(t *testing.T) {
	d, _, reader := hardened(t, func(o *httpapi.Options) { o.Capacity.WriteWait = 300 * time.Millisecond })
	calm := func() bool {
		return d.working(reader) == "0"
	}
	before := goroutines(t, d, calm)
	ways := []struct {
		name string
		sql  string
		read int  // bytes, before it goes
		stay bool // but reads no more, in place of going
	}{
		{"before the first byte", endless, 0, false},
		{"within the rows", "from range(100000000000)", 100_000, false},
		{"a slow reader", "from range(100000000000)", 1, true},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			for range 3 {
				ctx, cancel := context.WithCancel(t.Context())
				request, err := http.NewRequestWithContext(ctx, "GET", d.url+"/v1/query.csv?timeout_ms=600000&q="+url.QueryEscape(way.sql), nil)
				if err != nil {
					t.Fatal(err)
				}
				name, value, _ := strings.Cut(reader, ": ")
				request.Header.Set(name, value)
				client := &http.Client{Transport: &http.Transport{}}
				gone := make(chan struct{})
				go func() {
					defer close(gone)
					defer client.CloseIdleConnections()
					response, err := client.Do(request)
					if err != nil {
						return
					}
					defer response.Body.Close()
					_, _ = response.Body.Read(make([]byte, max(way.read, 1)))
					if way.stay {
						<-ctx.Done()
					}
				}()
				if way.read == 0 {
					soon(t, "the query", func() bool { return d.working(reader) == "1" })
					cancel()
				}
				if way.stay {
					soon(t, "the end of the slow reader", func() bool { return d.ended(reader, `from range(100000000000)`) })
					cancel()
				}
				<-gone
				cancel()
				soon(t, "the end of the query", calm)
			}
		})
	}
	if after := goroutines(t, d, calm); after > before {
		t.Errorf("%d goroutines are left, and there were %d", after, before)
	}
	if got := d.do("GET", "/v1/query.csv?q=select+count(*)+as+n+from+invoice_lines", "", reader); got.body != "n\n12\n" {
		t.Errorf("after all of them the answer is %d %s", got.status, got.body)
	}
	d.intact()
}

// working is how many queries hold a slot, as the metrics say.
func (d *door) working(key string) string {
	d.t.Helper()
	for _, line := range strings.Split(d.do("GET", "/metrics", "", key).body, "\n") {
		if value, ok := strings.CutPrefix(line, "landscape_queries_running "); ok {
			return value
		}
	}
	return ""
}

// ended tells whether no query of a text is listed as running.
func (d *door) ended(key, sql string) bool {
	d.t.Helper()
	var all struct {
		Queries []struct{ SQL, State string }
	}
	if err := json.Unmarshal([]byte(d.do("GET", "/v1/queries", "", key).body), &all); err != nil {
		d.t.Fatal(err)
	}
	seen := false
	for _, q := range all.Queries {
		if q.SQL == sql {
			seen = true
			if q.State == "running" || q.State == "queued" {
				return false
			}
		}
	}
	return seen
}

// goroutines counts those of the process once the server is calm and no connection is kept: the least of several counts.
func goroutines(t *testing.T, d *door, calm func() bool) int {
	t.Helper()
	soon(t, "calm", calm)
	var counts []int
	for range 20 {
		d.client.CloseIdleConnections()
		http.DefaultClient.CloseIdleConnections()
		counts = append(counts, runtime.NumGoroutine())
		time.Sleep(5 * time.Millisecond)
	}
	return slices.Min(counts)
}
