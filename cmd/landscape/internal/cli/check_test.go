package cli

import (
	"bytes"
	"testing"
)

func TestDrawChecks(t *testing.T) {
	var out bytes.Buffer
	a := &app{stdout: &out, stderr: &out}
	t.Setenv("COLUMNS", "60")
	err := a.drawChecks([][]string{
		{"error", "reversal larger than its invoice", "3", "-154.3200", "invoice I7", "more was credited than invoiced; correct the credit notes", "ledger_audit"},
		{"error", "bridge", "0", "0.0000", "", "", "reconcile"},
		{"warning", "line without customer", "1730", "26992.2600", "invoice I1", "load the ids", "ledger_audit"},
		{"warning", "date in the future", "0", "", "", "check the dates", "ledger_audit"},
		{"info", "credit line linked", "28", "-294399.3300", "invoice C1", "names its invoice", "ledger_audit"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `error    reversal larger than its invoice      3      -154.32  invoice I7
         more was credited than invoiced; correct the credit
         notes
ok       bridge                                0         0.00
warning  line without customer             1,730    26,992.26  invoice I1
         load the ids
ok       date in the future                    0
info     credit line linked                   28  -294,399.33  invoice C1
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
