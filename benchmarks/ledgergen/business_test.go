package ledgergen_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/queries"
)

// row is one row of a file by column.
type row map[string]string

// files are the tables of a written business, without .csv.
type files struct {
	tables   map[string][]row
	headers  map[string][]string
	truth    ledgergen.Truth
	manifest ledgergen.Manifest
}

func writeBusiness(cfg ledgergen.Config) (f files, err error) {
	dir, err := os.MkdirTemp("", "ledgergen-")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	l, err := ledgergen.New(cfg)
	if err != nil {
		return f, err
	}
	if f.manifest, err = l.WriteFiles(dir); err != nil {
		return f, err
	}
	f.tables, f.headers = map[string][]row{}, map[string][]string{}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	for _, path := range paths {
		rows, err := csvOf(path)
		if err != nil {
			return f, err
		}
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		f.headers[name] = rows[0]
		for _, values := range rows[1:] {
			r := row{}
			for i, column := range rows[0] {
				r[column] = values[i]
			}
			f.tables[name] = append(f.tables[name], r)
		}
	}
	f.truth, err = readTruth(dir)
	return f, err
}

func readTruth(dir string) (truth ledgergen.Truth, err error) {
	text, err := os.ReadFile(filepath.Join(dir, ledgergen.TruthFile))
	if err != nil {
		return truth, err
	}
	return truth, json.Unmarshal(text, &truth)
}

var (
	sample = sync.OnceValues(func() (files, error) { return writeBusiness(ledgergen.Config{Delivery: true}) })
	// many has customers enough for shares, and few lines each.
	many = sync.OnceValues(func() (files, error) {
		return writeBusiness(ledgergen.Config{Lines: 200_000, Customers: 20_000, Seed: 5})
	})
)

func need(t *testing.T, f func() (files, error)) files {
	t.Helper()
	got, err := f()
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// near fails when k of n is further from the chance than four standard deviations.
func near(t *testing.T, what string, k, n int64, chance float64) {
	t.Helper()
	if n < 30 {
		t.Errorf("%s: only %d cases", what, n)
		return
	}
	if off := (float64(k)/float64(n) - chance) / math.Sqrt(chance*(1-chance)/float64(n)); math.Abs(off) > 4 {
		t.Errorf("%s: %d of %d is %.4f, %.4f expected: %.1f standard deviations", what, k, n, float64(k)/float64(n), chance, off)
	}
}

// Every file is a table of the engine with its columns; keys are unique and on file; what has a date has it within reason.
func TestTablesHaveTheirShape(t *testing.T) {
	f := need(t, sample)
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	schema := map[string]queries.Object{}
	for _, o := range objects {
		if o.IsInput() {
			schema[o.Name] = o
		}
	}
	keys := map[string]map[string]bool{"": {"": true}}
	for table, column := range map[string]string{"customers": "customer_id", "prospects": "prospect_id", "contacts": "contact_id", "products": "product_id",
		"touches": "touch_id", "opportunities": "opportunity_id", "referrals": "referral_id", "complaints": "complaint_id", "contracts": "contract_id"} {
		keys[column] = map[string]bool{"": true}
		for _, r := range f.tables[table] {
			if id := r[column]; id == "" || keys[column][id] {
				t.Errorf("%s: %s %q is empty or there twice", table, column, id)
			}
			keys[column][r[column]] = true
		}
	}
	foreign := map[string]string{"referred_customer_id": "customer_id", "client_customer_id": "customer_id", "referred_prospect_id": "prospect_id",
		"from_contact": "contact_id", "to_contact": "contact_id"}
	for _, name := range slices.Concat([]string{"customers", "products", "invoice_lines"}, ledgergen.BusinessFiles()) {
		name = strings.TrimSuffix(name, ".csv")
		object, ok := schema[name]
		if !ok || len(f.tables[name]) == 0 {
			t.Errorf("%s is no input table, or has no rows", name)
			continue
		}
		for _, column := range f.headers[name] {
			i := slices.IndexFunc(object.Columns, func(c queries.Column) bool { return c.Name == column })
			if i < 0 {
				t.Errorf("%s has no column %s", name, column)
				continue
			}
			kind, refers := object.Columns[i].Type, column
			if to := foreign[column]; to != "" {
				refers = to
			}
			filled := 0
			for _, r := range f.tables[name] {
				v := r[column]
				if v == "" {
					continue
				}
				filled++
				if on := keys[refers]; on != nil && !on[v] {
					t.Fatalf("%s: %s %s is not on file", name, column, v)
				}
				if kind == "DATE" && (v < "2016-01-01" || v > "2028-06-30" || len(v) != 10) {
					t.Fatalf("%s: %s is %s", name, column, v)
				}
			}
			if filled == 0 && column != "note" {
				t.Errorf("%s: %s is always empty", name, column)
			}
		}
	}
}

// The columns that know only some words keep to them.
func TestTablesKeepTheirWords(t *testing.T) {
	f := need(t, sample)
	for column, words := range map[string]string{
		"touches.class": "personal bulk automated", "touches.direction": "out in", "touches.response": "positive negative none later ",
		"opportunities.outcome": "open won lost", "referrals.referrer_kind": "customer contact", "contacts.kind": "external employee former_employee",
		"prospects.stage":           "awareness research comparison purchase",
		"churn_reasons.reason":      "died moved friend_advice better_value dissatisfied unappreciated competitor other",
		"costs_to_serve.spread_by":  "revenue orders lines touches ",
		"opportunities.stage":       "qualified proposal negotiation renewal",
		"opportunities.is_repeat":   "true false",
		"complaints.severity":       "low medium high",
		"invoice_lines.channel":     "webshop phone field|sales EDI counter ",
		"prospects.source":          "website trade|fair campaign phone partner social|media referral",
		"opportunities.lost_reason": "price competitor no|budget timing ",
		"opportunities.competitor":  "Nordhandel Bestbuero Procura Unilager ",
		"touches.channel":           "phone visit e-mail event survey",
		"opportunities.currency":    "EUR",
		"customers.is_generic":      "true false",
		"opportunities.probability": "0.25 0.5 0.75 0.8",
		"customers.persona":         "Subscriber Bargain|hunter Specialist Regular Occasional ",
		"touches.department":        "sales marketing support finance operations",
		"segment_targets.segment":   "Subscriber Bargain|hunter Specialist Regular Occasional",
		"invoice_lines.doc_type":    "invoice credit_note adjustment",
		"costs_to_serve.kind":       "service shipping marketing support",
		"satisfaction.score":        "0 1 2 3 4 5 6 7 8 9 10",
	} {
		table, name, _ := strings.Cut(column, ".")
		known, seen := map[string]bool{}, map[string]bool{}
		for _, w := range strings.Split(words, " ") {
			known[strings.ReplaceAll(w, "|", " ")] = true
		}
		for _, r := range f.tables[table] {
			if v := r[name]; !known[v] {
				t.Fatalf("%s is %q", column, v)
			}
			seen[r[name]] = true
		}
		if least := len(known) * 3 / 4; len(seen) < least {
			t.Errorf("%s has %d values of %d", column, len(seen), len(known))
		}
	}
}

func TestManifestCountsTheTables(t *testing.T) {
	f := need(t, sample)
	rows := reflect.ValueOf(f.manifest.Rows)
	for i := range rows.NumField() {
		table := rows.Type().Field(i).Tag.Get("json")
		if want := rows.Field(i).Int(); int64(len(f.tables[table])) != want || want == 0 {
			t.Errorf("%s has %d rows, the manifest says %d", table, len(f.tables[table]), want)
		}
	}
	customers := float64(f.manifest.OnFile)
	for what, share := range map[string][2]float64{
		"prospects": {0.3, float64(f.manifest.Rows.Prospects)}, "opportunities": {0.3, float64(f.manifest.Rows.Opportunities)},
		"contacts": {2, float64(f.manifest.Rows.Contacts)}, "touches": {9, float64(f.manifest.Rows.Touches)},
	} {
		if got := share[1] / customers; math.Abs(got/share[0]-1) > 0.3 {
			t.Errorf("%.2f %s per customer, about %.2f are wanted", got, what, share[0])
		}
	}
}

// The same configuration gives the same bytes, and what the tables add changes no line.
func TestTablesFollowTheSeed(t *testing.T) {
	write := func(cfg ledgergen.Config) map[string]string {
		dir := t.TempDir()
		if _, err := newLedger(t, cfg).WriteFiles(dir); err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for _, name := range append(ledgergen.BusinessFiles(), ledgergen.LinesFile, ledgergen.TruthFile, ledgergen.ManifestFile) {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
		return texts
	}
	first, again, other := write(ledgergen.Config{Lines: 20_000}), write(ledgergen.Config{Lines: 20_000}), write(ledgergen.Config{Lines: 20_000, Seed: 2})
	wide := write(ledgergen.Config{Lines: 20_000, Delivery: true})
	lines, _ := linesOf(t, ledgergen.Config{Lines: 20_000})
	if first[ledgergen.LinesFile] != string(lines) {
		t.Error("the lines beside the tables are not those written alone")
	}
	for name, text := range first {
		if again[name] != text {
			t.Errorf("%s: the same seed gave two files", name)
		}
		if other[name] == text {
			t.Errorf("%s: two seeds gave one file", name)
		}
		if name != ledgergen.LinesFile && wide[name] != text {
			t.Errorf("%s depends on the columns of the lines", name)
		}
	}
	narrow, broad := strings.Split(first[ledgergen.LinesFile], "\n"), strings.Split(wide[ledgergen.LinesFile], "\n")
	for i, line := range narrow {
		if !strings.HasPrefix(broad[i], line) || i > 0 && line != "" && strings.Count(broad[i], ",") != 15 {
			t.Fatalf("line %d is %q, and %q with deliveries", i, line, broad[i])
		}
	}
	dir := t.TempDir() // a business of its own equals the one beside the lines
	if _, err := newLedger(t, ledgergen.Config{Lines: 20_000}).Business().WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, ledgergen.TouchesFile)); err != nil || string(text) != first[ledgergen.TouchesFile] {
		t.Errorf("touches differ when they are written alone; error %v", err)
	}
}
