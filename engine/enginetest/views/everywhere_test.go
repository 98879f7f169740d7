package views_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/queries"
)

// Whatever the ledger holds, every view answers: without lines, on twelve, on a business with all its tables, and on each real ledger, which
// has none of them. So do the examples of all figures, views and macros, which are run where they say most.
func TestEveryViewAnswersEverywhere(t *testing.T) {
	t.Parallel()
	load := func(t *testing.T, opts engine.LoadOptions) *engine.Engine {
		e := Open(t)
		if _, err := e.Load(context.Background(), opts); err != nil {
			t.Fatal(err)
		}
		return e
	}
	shared := func(mapping []string, files ...string) func(*testing.T) *engine.Engine {
		return func(t *testing.T) *engine.Engine {
			opts := engine.LoadOptions{Map: mapping}
			for _, file := range files {
				opts.Paths = append(opts.Paths, SharedData(t, file))
			}
			return load(t, opts)
		}
	}
	for _, c := range []struct {
		name     string
		heavy    bool
		examples bool
		open     func(*testing.T) *engine.Engine
	}{
		{"empty", false, true, func(t *testing.T) *engine.Engine { return Open(t) }},
		{"golden12", false, false, func(t *testing.T) *engine.Engine {
			return load(t, engine.LoadOptions{Paths: []string{Testdata(t, "golden12/invoice_lines.csv")}})
		}},
		{"business", true, true, func(t *testing.T) *engine.Engine { e, _ := Business(t); return e }},
		{"cdnow", true, false, shared(nil, "cdnow/CDNOW_master.txt.gz")},
		{"superstore", true, false, shared(nil, "superstore/superstore.parquet")},
		{"northwind", true, false, shared(nil, "northwind/orders.csv", "northwind/order_details.csv", "northwind/customers.csv", "northwind/products.csv",
			"northwind/categories.csv")},
		{"chinook", true, false, shared([]string{"customer_id=CustomerId", "invoice_id=InvoiceId", "invoice_date=InvoiceDate", "net_amount=Total"}, "chinook/Invoice.csv")},
		{"online-retail", true, false, shared(nil, "online-retail/online_retail.parquet")},
		{"iowa-liquor", true, false, shared(nil, "iowa-liquor/sales_stores_ending_7.parquet")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.heavy && testing.Short() {
				t.Skip("reads every view of a large ledger; make test-all runs it")
			}
			s := Session(t, c.open(t))
			for _, q := range everyQuery(t, c.examples) {
				result, err := s.Query(context.Background(), q, nil)
				if err != nil {
					t.Errorf("%s: %v", q, err)
					continue
				}
				rows := int64(0)
				for result.Next() {
					rows += result.Batch().NumRows()
				}
				if err := result.Err(); err != nil {
					t.Errorf("%s: %v", q, err)
				}
				result.Release()
				if name, plain := strings.CutPrefix(q, "select * from "); c.examples && c.heavy && plain && !strings.Contains(name, " ") && rows == 0 &&
					!slices.Contains(quiet, name) {
					t.Errorf("%s has no row for a business with every table", name)
				}
			}
		})
	}
}

// quiet are the views that have nothing to say of the sample business: no model is fitted to it.
var quiet = []string{"forecast_accuracy", "tier_stability"}

// everyQuery reads each figure and view as it is, and runs the example of every object that has one where that is asked for.
func everyQuery(t *testing.T, examples bool) []string {
	t.Helper()
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range objects {
		if o.Schema == "" {
			continue
		}
		if o.Kind == queries.Figure || o.Kind == queries.View {
			all = append(all, "select * from "+o.QualifiedName())
		}
		if examples && o.Example != "" {
			all = append(all, o.Example)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
