package views_test

import (
	"context"
	"testing"

	"github.com/customer-landscape/landscape/engine"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The small ledgers of the product views say what was worked out by hand in their READMEs.
func TestProductsByHand(t *testing.T) {
	t.Parallel()
	for folder, cases := range map[string][][3]string{
		"whitespace": {
			{"whitespace", "customer_id product_id", "whitespace"},
		},
		"golden12": {
			{"pvm_revenue", "product_id", "pvm"},
			{"pvm_profit", "product_id", "pvm(1, 0, measure := 'profit')"},
			{"product_churn", "product_id", "product_churn"},
			{"rfm", "customer_id", "rfm"},
			{"product_landscape", "period product_id status", "product_landscape"},
			{"entry_products", "product_id", "entry_products"},
			{"basket", "product_id other_id", "basket(months := 36)"},
			{"next_best_product", "customer_id product_id", "next_best_product"},
		},
	} {
		t.Run(folder, func(t *testing.T) {
			e := Open(t)
			LoadFolder(t, e, folder)
			s := Session(t, e)
			AsOf(t, s, "2025-12-31")
			CheckFigures(t, s, folder, cases)
		})
	}
}

// A published run of rfm_table_order over Online Retail (github.com/Janzhuj, Online-Store-Customer-Segmentation, 2023) gives its thresholds and the first
// customers: with these thresholds as cuts the scores are the same.
func TestRFMPublished(t *testing.T) {
	t.Parallel()
	e := Open(t)
	day := Date(2011, 12, 10)
	var l Ledger
	for id, c := range map[string]struct {
		recency Day
		orders  int
		amount  Amount
	}{"12347": {3, 7, 4310}, "12348": {76, 4, 1797}, "12349": {19, 1, 1758}, "12350": {311, 1, 334}, "12352": {37, 6, 1405}} {
		for i := range c.orders {
			line := Line{InvoiceID: id + string(rune('a'+i)), LineNo: 1, CustomerID: id, Date: day - c.recency, DocType: Invoice, Net: One}
			if i == 0 {
				line.Net = (c.amount - Amount(c.orders) + 1) * One
			}
			l.Lines = append(l.Lines, line)
		}
	}
	Fill(t, e, l)
	want := map[string]int64{"12347": 555, "12348": 244, "12349": 414, "12350": 112, "12352": 354}
	rows := Query(t, Session(t, e), "from rfm(as_of := date '2011-12-10', cuts := [[16, 34, 73, 182], [2, 3, 4, 6], [249, 487, 923, 2029]])")
	for _, r := range rows {
		if id := r["customer_id"].(string); r["rfm_score"] != want[id] {
			t.Errorf("%s has %v, want %d", id, r["rfm_score"], want[id])
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d customers, want %d", len(rows), len(want))
	}
}

// Segments of one's own take the place of those that are shipped.
func TestRFMOwnSegments(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	for _, sql := range []string{"delete from rfm_segments", "insert into rfm_segments (position, segment, recency_low) values (2, 'Warm', 3), (1, 'Hot', 5)"} {
		result, err := s.Query(context.Background(), sql, nil)
		if err != nil {
			t.Fatal(err)
		}
		result.Release()
	}
	got := map[any]any{}
	for _, r := range Query(t, s, "from rfm(as_of := date '2025-12-31')") {
		got[r["customer_id"]] = r["segment"]
	}
	for id, want := range map[string]string{"Dune": "Hot", "Echo": "Warm", "Bolt": "Warm", "Acme": "Others", "Core": "Others"} {
		if got[id] != want {
			t.Errorf("%s is %v, want %s", id, got[id], want)
		}
	}
}

// On a real ledger the views of products sum to the ledger, as they do on random ones.
func TestProductsOnlineRetail(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{SharedData(t, "online-retail/online_retail.parquet")}}); err != nil {
		t.Fatal(err)
	}
	s := Session(t, e)
	for _, name := range []string{"pvm is the change", "pvm is the bridge", "product_churn is churn_value", "the product landscape is the bridge"} {
		if rows := Query(t, s, "select * "+productIdentities[name]+" limit 3"); len(rows) > 0 {
			t.Errorf("%s: %v", name, rows)
		}
	}
}
