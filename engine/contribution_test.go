package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// On the 12-row ledger 2025 has profits Bolt 80, Echo 70, Acme 40, Gale -5, Fern -20, Dune -30. Touches cost Bolt 15 in 2025 and 7 the
// year before; 100 for 2025 are spread by purchases: Acme 1, Bolt 1, Dune 1, Echo 1 of 4, so 25 each. A cost of 10 for Gale counts on
// the last day of its period, in 2025. A touch in dollars without a rate counts nowhere and is an error of the audit.
func TestContribution(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx, folder := context.Background(), t.TempDir()
	e := Open(t)
	for table, text := range map[string]string{
		"touches": "touch_id,customer_id,touched_at,cost,currency\nt1,Bolt,2025-02-03 10:00:00,15,\nt2,Bolt,2024-12-31 23:59:59,7,\n" +
			"t3,Acme,2025-06-01 08:00:00,5,USD\n",
		"costs_to_serve": "customer_id,period_start,period_end,kind,amount,spread_by\n" +
			",2025-01-01,2025-12-31,support,100,orders\nGale,2024-12-01,2025-01-31,freight,10,\n",
	} {
		path := filepath.Join(folder, table+".csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{path}, Into: table}); err != nil {
			t.Fatalf("%s: %v; %s", table, err, engine.HintOf(err))
		}
	}
	if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{Testdata(t, "golden12/invoice_lines.csv")}}); err != nil {
		t.Fatal(err)
	}
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	got := map[any]any{}
	for _, r := range Query(t, s, "select customer_id, value::varchar as value from pareto_rank(measure := 'contribution')") {
		got[r["customer_id"]] = r["value"]
	}
	want := map[any]any{"Bolt": "40.0000", "Echo": "45.0000", "Acme": "15.0000", "Gale": "-15.0000", "Fern": "-20.0000", "Dune": "-55.0000"}
	for customer, value := range want {
		if got[customer] != value {
			t.Errorf("%s: got %v, want %v", customer, got[customer], value)
		}
	}
	audit := Query(t, s, "select count from ledger_audit where \"check\" = 'cost to serve without exchange rate'")
	if len(audit) != 1 || fmt.Sprint(audit[0]["count"]) != "1" {
		t.Errorf("the audit says %v", audit)
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}
