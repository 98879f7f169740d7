package views_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// A ledger with one fault of each kind that an auditor finds in the base tables, computed and kept. Seven customers come one a month from
// January to August 2024 without March, and twenty in September; K1 and K2 have one name but for the kind of company. K1's credit names its
// invoice, K2's has product, price and quantity of it, K4's has no such price, and K5's names an invoice that nobody has. A line and a touch in
// dollars have no rate.
func TestAuditOfBaseTables(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	var lines strings.Builder
	lines.WriteString("customer_id,invoice_id,invoice_date,doc_type,product_id,quantity,net_amount,currency,reverses_invoice_id\n")
	line := func(customer, invoice, day string, quantity int, net, currency, reverses string) {
		kind := "invoice"
		if quantity < 0 {
			kind = "credit_note"
		}
		fmt.Fprintf(&lines, "%s,%s,2024-%s,%s,p,%d,%s,%s,%s\n", customer, invoice, day, kind, quantity, net, currency, reverses)
	}
	for _, month := range []int{1, 2, 4, 5, 6, 7, 8} {
		line(fmt.Sprintf("K%d", month), fmt.Sprintf("I%d", month), fmt.Sprintf("%02d-10", month), 2, "20.00", "EUR", "")
	}
	for n := range 20 {
		line(fmt.Sprintf("N%02d", n), fmt.Sprintf("J%02d", n), "09-10", 1, "10.00", "EUR", "")
	}
	line("K1", "C1", "09-11", -1, "-10.00", "EUR", "I1")
	line("K2", "C2", "09-12", -1, "-10.00", "EUR", "")
	line("K4", "C4", "09-13", -1, "-7.00", "EUR", "")
	line("K5", "C5", "09-14", -1, "-3.00", "EUR", "none")
	line("K8", "U1", "09-30", 1, "10.00", "USD", "")

	ctx, folder := context.Background(), t.TempDir()
	e := Open(t)
	if err := e.SetSettings(ctx, []engine.Setting{{Name: "base_currency", Value: "EUR"}, {Name: "fx_missing", Value: "exclude"}}); err != nil {
		t.Fatal(err)
	}
	for _, file := range []struct{ into, text string }{
		{"customers", "customer_id,name\nK1,Acme Ltd.\nK2,ACME\nK4,Bolt\n"},
		{"touches", "touch_id,customer_id,prospect_id,contact_id,touched_at,cost,currency\n" +
			"t1,K1,,,2024-05-05 10:00:00,5,USD\nt2,ZZ,,,2024-05-06 10:00:00,,\nt3,,QQ,,2024-05-07 10:00:00,,\nt4,K1,,CC,2024-05-08 10:00:00,,\n"},
		{"", lines.String()},
	} {
		path := filepath.Join(folder, file.into+"table.csv")
		if err := os.WriteFile(path, []byte(file.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{path}, Into: file.into}); err != nil {
			t.Fatalf("%s: %v; %s", file.into, err, engine.HintOf(err))
		}
	}
	want := map[string]string{
		"credit line linked":                  "1 -10.0000 invoice C1",
		"credit line matched":                 "1 -10.0000 invoice C2",
		"credit line unmatched":               "2 -10.0000 invoice C4",
		"reversal target missing":             "1 -3.0000 invoice C5",
		"exchange rate missing or stale":      "1 NULL USD on 2024-09-30",
		"cost to serve without exchange rate": "1 NULL K1 on 2024-05-05",
		"month without lines":                 "1 NULL 2024-03",
		"sudden new customer codes":           "20 NULL 2024-09",
		"near-duplicate customer names":       "1 NULL ACME / Acme Ltd. (K1, K2)",
		"unknown customer":                    "1 NULL touches names ZZ",
		"unknown prospect":                    "1 NULL touches names QQ",
		"unknown contact":                     "1 NULL touches names CC",
	}
	s := Session(t, e)
	for _, keep := range []string{"never", "always"} {
		if err := e.SetSetting(ctx, "keep_views", keep); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, r := range Query(t, s, `select "check" as name, count || ' ' || coalesce(amount::varchar, 'NULL') || ' ' || sample as found from ledger_audit where count > 0`) {
			got[r["name"].(string)] = r["found"].(string)
		}
		for name, found := range want {
			if got[name] != found {
				t.Errorf("keep_views %s: %s: got %q, want %q", keep, name, got[name], found)
			}
		}
	}
	if n := fmt.Sprint(Query(t, s, "select count(*) as n from landscape_base.kept_base_audit")[0]["n"]); n != "12" {
		t.Errorf("%s answers of the audit are kept, want 12", n)
	}
}
