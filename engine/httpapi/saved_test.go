package httpapi_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/engine/httpapi"
)

// sinceQuery is a saved query with one parameter of each sort.
const sinceQuery = `-- name:    since
-- summary: The customers that bought since a day.
-- params:
--   day     DATE     required    first day
--   status  VARCHAR  'existing'  of the customer
--   most    INTEGER  NULL        orders at most
-- cache:   300
select s.customer_id, s.orders
from customer_status as s
where s.last_order >= $day and s.status = $status and ($most is null or s.orders <= $most)
order by s.customer_id;
`

// journal is a log that a test reads.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) count(word string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), word)
}

// startSaved opens a door with a folder of saved queries.
func startSaved(t *testing.T, files map[string]string) (d *door, folder string, log *journal) {
	t.Helper()
	folder, log = t.TempDir(), &journal{}
	for name, text := range files {
		writeSaved(t, folder, name, text)
	}
	d = start(t, func(o *httpapi.Options) {
		o.SavedDir, o.Logger = folder, slog.New(slog.NewTextHandler(log, nil))
	})
	return d, folder, log
}

func writeSaved(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSaved(t *testing.T) {
	d, folder, _ := startSaved(t, map[string]string{"since.sql": sinceQuery, "notes.txt": "no query"})
	for _, c := range []struct{ name, ask, code, want string }{
		{"defaults", "since.csv?header=0&p.day=2025-06-01", "", "Bolt,2 Dune,1 Echo,2"},
		{"parameters", "since.csv?header=0&p.day=2024-01-01&p.status=ex-customer&p.most=5", "", "Core,1"},
		{"a quote is a letter", "since.csv?header=0&p.day=2024-01-01&p.status='%20or%20true%20--", "", ""},
		{"a setting", "since.csv?header=0&p.day=2024-03-01&as_of=2024-12-31", "", "Bolt,1 Core,1"},
		{"required", "since.csv", "PARAM_MISMATCH", "p.day"},
		{"unknown parameter", "since.csv?p.day=2025-06-01&p.stats=x", "PARAM_MISMATCH", "status"},
		{"wrong value", "since.csv?p.day=soon", "BAD_REQUEST", "DATE"},
		{"wrong option", "since.csv?p.day=2025-06-01&limt=1", "BAD_REQUEST", "limit"},
		{"unknown query", "sinse.csv", "NOT_FOUND", "since"},
		{"unknown format", "since.sql", "NOT_ACCEPTABLE", "csv"},
		{"out of the folder", "..%2Fsince.csv", "NOT_FOUND", ""},
	} {
		t.Run(c.name, func(t *testing.T) { checkSaved(t, d.do(http.MethodGet, "/v1/saved/"+c.ask, ""), c.code, c.want) })
	}
	writeSaved(t, folder, "since.sql", strings.Replace(sinceQuery, "s.customer_id, s.orders", "s.customer_id", 1))
	t.Run("changed", func(t *testing.T) {
		checkSaved(t, d.do(http.MethodGet, "/v1/saved/since.csv?header=0&p.day=2025-06-01", ""), "", "Bolt Dune Echo")
	})
	if err := os.Remove(filepath.Join(folder, "since.sql")); err != nil {
		t.Fatal(err)
	}
	t.Run("removed", func(t *testing.T) {
		checkSaved(t, d.do(http.MethodGet, "/v1/saved/since.csv?p.day=2025-06-01", ""), "NOT_FOUND", "")
	})
}

// checkSaved holds an answer against its rows, or against a code and a word of the error.
func checkSaved(t *testing.T, got answer, code, want string) {
	t.Helper()
	var p struct{ Code string }
	if code != "" {
		if err := json.Unmarshal([]byte(got.body), &p); err != nil || p.Code != code || !strings.Contains(got.body, want) {
			t.Errorf("%d %s, want %s with %q", got.status, got.body, code, want)
		}
		return
	}
	if rows := strings.Join(strings.Fields(got.body), " "); got.status != http.StatusOK || rows != want {
		t.Errorf("%d %s, want %s", got.status, rows, want)
	}
}

// TestSavedFaults has a folder of files that are wrong, each in its own way: all are listed with what is wrong, none is served, and the
// log says each once.
func TestSavedFaults(t *testing.T) {
	const head = "-- summary: Something.\n"
	faults := map[string]struct{ text, says string }{
		"no_header":  {"select 1", "no header"},
		"other_name": {"-- name: another\n" + head + "select 1", "another"},
		"no_summary": {"-- name: no_summary\nselect 1", "summary"},
		"empty":      {"-- name: empty\n" + head, "no SQL"},
		"two":        {"-- name: two\n" + head + "select 1; select 2", "one statement"},
		"writes":     {"-- name: writes\n" + head + "delete from invoice_lines", ""},
		"unbound":    {"-- name: unbound\n" + head + "select $x", "$x"},
		"unused":     {"-- name: unused\n" + head + "-- params:\n--   x  BIGINT  1  a number\nselect 1", "x"},
		"bad_type":   {"-- name: bad_type\n" + head + "-- params:\n--   x  MONEY  1  a number\nselect $x", "MONEY"},
		"bad_value":  {"-- name: bad_value\n" + head + "-- params:\n--   x  DATE  soon  a day\nselect $x", "soon"},
		"bad_key":    {"-- name: bad_key\n" + head + "-- colour: red\nselect 1", "colour"},
		"bad_cache":  {"-- name: bad_cache\n" + head + "-- cache: long\nselect 1", "long"},
		"bad_sql":    {"-- name: bad_sql\n" + head + "selec 1", ""},
		"no_table":   {"-- name: no_table\n" + head + "from nowhere", "nowhere"},
		"reads_file": {"-- name: reads_file\n" + head + "from read_text('/etc/hostname')", "read_text"},
	}
	files := map[string]string{"good.sql": "-- name: good\n" + head + "select 42 as answer"}
	for name, f := range faults {
		files[name+".sql"] = f.text
	}
	d, folder, log := startSaved(t, files)
	if err := os.Symlink("/etc/hostname", filepath.Join(folder, "link.sql")); err != nil {
		t.Fatal(err)
	}
	var list struct {
		Saved []struct {
			Name, Fault string
			Columns     []struct{ Name, Type string }
		}
	}
	if err := json.Unmarshal([]byte(d.do(http.MethodGet, "/v1/saved", "").body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Saved) != len(files)+1 {
		t.Errorf("%d saved queries are listed, want %d", len(list.Saved), len(files)+1)
	}
	for _, q := range list.Saved {
		got := d.do(http.MethodGet, "/v1/saved/"+q.Name+".csv", "")
		if q.Name == "good" {
			if q.Fault != "" || len(q.Columns) != 1 || q.Columns[0].Name != "answer" || got.status != http.StatusOK {
				t.Errorf("%+v %d %s", q, got.status, got.body)
			}
			continue
		}
		if q.Fault == "" || !strings.Contains(q.Fault, faults[q.Name].says) || got.status != http.StatusNotFound {
			t.Errorf("%s: %q, want %q; %d", q.Name, q.Fault, faults[q.Name].says, got.status)
		}
		if n := log.count("name=" + q.Name + " "); n != 1 {
			t.Errorf("the log has %s %d times", q.Name, n)
		}
	}
}

// TestNoSavedFolder lists nothing, finds nothing, and refuses a folder that is not there.
func TestNoSavedFolder(t *testing.T) {
	d := start(t, nil)
	if got := d.do(http.MethodGet, "/v1/saved", ""); got.status != http.StatusOK || strings.TrimSpace(got.body) != `{"saved":[]}` {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := d.do(http.MethodGet, "/v1/saved/since.csv", ""); got.status != http.StatusNotFound {
		t.Errorf("%d %s", got.status, got.body)
	}
	if _, err := httpapi.New(httpapi.Options{Engine: d.engine, SavedDir: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a folder that is not there was taken")
	}
}
